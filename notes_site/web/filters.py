"""How values are shown in templates, and how long those may be that are typed there."""

from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask import Flask

from notes_site.study.rendering.tabs import open_in_tabs
from notes_site.study.rendering.values import render_marked, render_time
from notes_site.study.search import Snippet
from notes_site.web.context import now, renderer
from notes_site.web.door.links import this_page
from notes_site.web.forms import LONGEST_TYPED
from notes_site.web.languages import cldr
from notes_site.web.languages.speaking import in_course
from notes_site.words import _, gap, ngettext, show_list, show_number, spoken_language

MINUTE, HOUR, DAY = 60, 3600, 86_400
LAST_RELATIVE_DAY = 30
LONG = "{0:%d %B %Y}"
"""How English writes the day of a moment."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals["longest"] = LONGEST_TYPED
    app.add_template_global(this_page)
    app.add_template_filter(lambda text: in_course(renderer().text(text), "div"), "markdown")
    app.add_template_filter(
        lambda text: in_course(renderer().inline(text), "span"), "inline_markdown"
    )
    app.add_template_filter(
        lambda text: in_course(renderer().label(text), "span"), "label_markdown"
    )
    app.add_template_filter(lambda text: renderer().plain(text), "plain_markdown")
    app.add_template_filter(lambda blocks: in_course(renderer().blocks(blocks), "div"), "blocks")
    app.add_template_filter(moment)
    app.add_template_filter(clock_time)
    app.add_template_filter(percent)
    app.add_template_filter(points)
    app.add_template_filter(day)
    app.add_template_filter(short_day)
    app.add_template_filter(full_day)
    app.add_template_filter(cldr.weekday)
    app.add_template_filter(cldr.short_weekday)
    app.add_template_filter(cldr.short_month)
    app.add_template_filter(comes_back)
    app.add_template_filter(days_ago)
    app.add_template_filter(number)
    app.add_template_filter(show_list, "listing")
    app.add_template_filter(lambda loop: gap(loop.index, loop.length), "gap")
    app.add_template_filter(marked)
    app.add_template_filter(open_in_tabs)


def moment(value: datetime) -> str:
    """Show a moment as people say it, with the exact one for those who ask."""
    exact = value.astimezone(UTC)
    title = f"{cldr.full_day(exact, LONG)}, {exact:%H:%M} UTC"
    return render_time(exact.isoformat(timespec="seconds"), relative(exact, now()), title)


def relative(value: datetime, to: datetime) -> str:
    """Say how long ago a past moment was."""
    seconds = (to - value).total_seconds()
    if seconds < MINUTE:
        return _("just now")
    if seconds < HOUR:
        return cldr.ago(int(seconds // MINUTE), "minute")
    if seconds < DAY:
        return cldr.ago(int(seconds // HOUR), "hour")
    days = int(seconds // DAY)
    return cldr.ago(days, "day") if days <= LAST_RELATIVE_DAY else cldr.full_day(value, LONG)


def clock_time(value: datetime, zone: ZoneInfo) -> str:
    """Show at what time of a reader's day something is: 14:05 CET."""
    words = f"{value.astimezone(zone):%H:%M %Z}"
    return render_time(value.isoformat(timespec="seconds"), words)


def percent(share: float | None) -> str:
    return _("not yet") if share is None else cldr.percent(share)


def points(value: float) -> str:
    """Show points without needless decimals: 3, 2.5, 1.67."""
    return cldr.points(value)


def day(value: date) -> str:
    """Show a day so that it fits into a table: 23 Nov."""
    return _day(value, spoken_language())


@lru_cache(1000)
def _day(value: date, _language: str) -> str:
    return render_time(value.isoformat(), short_day(value))


def short_day(value: date) -> str:
    return cldr.short_day(value)


def full_day(value: date) -> str:
    """Show a day with its year: 23 November 2026."""
    return render_time(value.isoformat(), cldr.full_day(value))


def comes_back(days: int) -> str:
    """Say in how many days something comes back: today, tomorrow, in 4 days."""
    if days <= 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(days)s day", "in %(days)s days", days, days=days)


def days_ago(days: int) -> str:
    """Say how many days ago something was: today, yesterday, 4 days ago."""
    if days <= 0:
        return _("today")
    return _("yesterday") if days == 1 else cldr.ago(days, "day")


def number(value: int) -> str:
    """Show a whole number: 1,200."""
    return show_number(value)


def marked(snippet: Snippet) -> str:
    """Show a snippet with its matching words marked."""
    return render_marked(snippet.parts)
