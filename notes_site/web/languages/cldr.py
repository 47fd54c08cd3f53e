"""Days, times and numbers as the spoken language writes them: by Unicode's CLDR, but for English.

Babel is imported when another language is first written: a site in English never needs it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from notes_site.words import ENGLISH, Joining, spoken_language

Unit = Literal["minute", "hour", "day"]
SECONDS: Mapping[Unit, int] = {"minute": 60, "hour": 3600, "day": 86_400}
LARGEST = 10_000
"""Of a unit; with it Babel stays with the unit that it is given."""


def is_english() -> bool:
    return spoken_language() == ENGLISH.language


def short_day(value: date) -> str:
    """Write a day without its year: 23 Nov."""
    if is_english():
        return f"{value.day} {value:%b}"
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", value, locale=spoken_language())


def full_day(value: date, english: str = "{0.day} {0:%B %Y}") -> str:
    """Write a day with its year: 23 November 2026."""
    if is_english():
        return english.format(value)
    from babel.dates import format_date

    return format_date(value, "long", locale=spoken_language())


def weekday(value: date) -> str:
    return _part(value, "%A", "EEEE")


def short_weekday(value: date) -> str:
    return _part(value, "%a", "ccc")


def short_month(value: date) -> str:
    return _part(value, "%b", "LLL")


def _part(value: date, english: str, pattern: str) -> str:
    """Write one part of a day; `pattern` is CLDR's."""
    if is_english():
        return f"{value:{english}}"
    from babel.dates import format_date

    return format_date(value, pattern, locale=spoken_language())


def ago(count: int, unit: Unit) -> str:
    """Say how long ago something was, in whole units: 3 minutes ago."""
    if is_english():
        return f"{count} {unit}{'' if count == 1 else 's'} ago"
    from babel.dates import format_timedelta

    passed = -timedelta(seconds=count * SECONDS[unit])
    return format_timedelta(
        passed, unit, threshold=LARGEST, add_direction=True, locale=spoken_language()
    )


def read_joining(language: str, style: Literal["standard", "or"]) -> Joining:
    """Return how a language joins lists; CLDR has the places around it, as in `{0} or {1}`."""
    from babel import Locale

    shapes = Locale.parse(language).list_patterns[style]
    pair, between, last = (
        shapes[name].removeprefix("{0}").removesuffix("{1}") for name in ("2", "middle", "end")
    )
    return Joining(pair, between, last)


def percent(share: float) -> str:
    if is_english():
        return f"{share:.0%}"
    from babel.numbers import format_percent

    return format_percent(share, locale=spoken_language())


def points(value: float) -> str:
    """Write a number with two decimals at most: 3, 2.5, 1.67."""
    if is_english():
        return f"{value:.2f}".rstrip("0").rstrip(".")
    from babel.numbers import format_decimal

    return format_decimal(value, "#,##0.##", locale=spoken_language())
