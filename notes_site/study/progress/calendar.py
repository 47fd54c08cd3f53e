"""The days to the interview as a calendar that other programs read: iCalendar (RFC 5545)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from notes_site.study.memory.known import Known
from notes_site.study.progress.planning import HORIZON, Pace, look_at_days, minutes_for
from notes_site.words import _, ngettext

DAYS_WITHOUT_A_DATE = 30
LONGEST_LINE = 75
"""Octets of a line before it goes on in the next (3.1)."""
ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": ""})


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Something that stands on a whole day; `what` and the day tell it from all others."""

    day: date
    what: str
    words: str


def find_calendar_days(known: Known, pace: Pace, interview_on: date | None) -> list[CalendarDay]:
    """Return what comes back on each day until the interview, and the day itself.

    Without an interview to come, a month is looked at; days on which nothing comes back are left
    out, and answers to come are taken to be right.
    """
    until = DAYS_WITHOUT_A_DATE
    days = list[CalendarDay]()
    if interview_on is not None and interview_on >= known.today:
        until = min((interview_on - known.today).days + 1, HORIZON)
        days.append(CalendarDay(interview_on, "interview", _("Interview")))
    for at, ahead in enumerate(look_at_days(known, pace, until)[:until]):
        if count := ahead.answered:
            words = ngettext(
                "%(num)s question comes back, about %(minutes)s min",
                "%(num)s questions come back, about %(minutes)s min",
                count,
                minutes=minutes_for(count),
            )
            days.append(CalendarDay(known.today + timedelta(days=at), "due", words))
    return days


def write_calendar(
    title: str, days: Sequence[CalendarDay], address: str, tag: str, now: datetime
) -> str:
    """Write the calendar; `tag` stands for its reader, so that no two have the same events.

    `address` is where to practise, "" where the site has no name.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//notes-site//Days to the interview//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(title)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for day in days:
        lines += _event(day, title, address, tag, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(day: CalendarDay, title: str, address: str, tag: str, now: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{day.what}-{day.day:%Y%m%d}-{tag}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
        f"SUMMARY:{_escaped(f'{title}: {day.words}')}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
    ]
    return [*lines, *([f"URL:{address}"] if address else []), "END:VEVENT"]


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces, none of which cuts a character; all but the first are indented."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += character
    yield piece
