"""Each `[[announcement]]` of site.toml, with its days checked."""

from collections.abc import Iterator
from datetime import date, datetime

from notes_site.study.content.look.announcements import Announcement
from notes_site.study.content.site.texts import find_faults_of
from notes_site.study.text.meant import line_in, suggest
from notes_site.study.text.problems import Report

TABLE = "announcement"
KEYS = ("text", "level", "from", "until")
LEVELS = ("note", "warning")
LONGEST, MOST = 500, 5
WHOLE = 'an announcement is a table [[announcement]] with text = "…", in quotes'


def read_announcements(given: object, source: str, report: Report) -> tuple[Announcement, ...]:
    """Read them all; each mistake is reported, and what has one is left out."""
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        report(line_in(source, TABLE), WHOLE)
        return ()
    if len(given) > MOST:
        said = f"over {MOST} announcements; remove those that are over"
        report(line_in(source, TABLE, at=MOST), said)
        return ()
    found = []
    for at, one in enumerate(given):
        mistakes = [*_find_mistakes(one)]
        for key, said in mistakes:
            report(line_in(source, TABLE, key, at), f"{TABLE}.{key}: {said}" if key else said)
        if not mistakes:
            line = line_in(source, TABLE, "text", at)
            level, text = one.get("level", LEVELS[0]), one["text"].strip()
            found.append(Announcement(text, level, _day(one, "from"), _day(one, "until"), line))
    return tuple(found)


def _find_mistakes(given: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, each with its key."""
    level = given.get("level", LEVELS[0])
    for key in given.keys() - {*KEYS}:
        yield key, suggest(key, KEYS)
    yield from _find_mistakes_of_words(given.get("text"))
    if level not in LEVELS:
        yield "level", suggest(str(level), LEVELS)
    for key in ("from", "until"):
        if key in given and _day(given, key) is None:
            yield key, f"write a day such as 2026-12-24, not {str(given[key])[:40]!r}"
    first, last = _day(given, "from"), _day(given, "until")
    if first and last and last < first:
        yield "until", f"{last} is before from, {first}; nobody would see it"


def _find_mistakes_of_words(text: object) -> Iterator[tuple[str, str]]:
    if not isinstance(text, str) or not text.strip():
        yield "", WHOLE
    elif len(text) > LONGEST or "\n" in text.strip():
        yield "text", f"write one line of at most {LONGEST} characters; a page can say more"
    else:
        yield from (("text", said) for said in find_faults_of(text))


def _day(given: dict[str, object], key: str) -> date | None:
    """Return the day of a key, written as TOML's own date or in quotes; None for another value."""
    value = given.get(key)
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
