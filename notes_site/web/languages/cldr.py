"""Days, times and numbers as the spoken language writes them, by Unicode's CLDR; not for English.

Babel is imported when the first is written: a site that speaks English alone never does.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from notes_site.words import spoken_language

Unit = Literal["minute", "hour", "day"]
SECONDS: Mapping[Unit, int] = {"minute": 60, "hour": 3600, "day": 86_400}
LARGEST = 10_000
"""Of a unit; with it Babel stays with the unit that it is given."""


def short_day(value: date) -> str:
    """Write a day without its year: 23. Nov."""
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", value, locale=spoken_language())


def full_day(value: date) -> str:
    """Write a day with its year: 23. November 2026."""
    from babel.dates import format_date

    return format_date(value, "long", locale=spoken_language())


def weekday(value: date) -> str:
    from babel.dates import format_date

    return format_date(value, "EEEE", locale=spoken_language())


def ago(count: int, unit: Unit) -> str:
    """Say how long ago something was, in whole minutes, hours or days: vor 3 Minuten."""
    from babel.dates import format_timedelta

    passed = -timedelta(seconds=count * SECONDS[unit])
    return format_timedelta(
        passed, unit, threshold=LARGEST, add_direction=True, locale=spoken_language()
    )


def percent(share: float) -> str:
    from babel.numbers import format_percent

    return format_percent(share, locale=spoken_language())


def points(value: float) -> str:
    """Write a number with two decimals at most: 2,5."""
    from babel.numbers import format_decimal

    return format_decimal(value, "#,##0.##", locale=spoken_language())
