"""What a course announces on every page, for some days or for good."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Announcement:
    """Words in Markdown, shown from the first to the last day, both among them, in UTC.

    None stands for no such day; `line` is where site.toml has it.
    """

    text: str
    level: str = "note"
    first: date | None = None
    last: date | None = None
    line: int = 1

    def is_shown(self, day: date) -> bool:
        return not (self.first and day < self.first) and not (self.last and day > self.last)


def shown_on(day: date, announcements: Iterable[Announcement]) -> tuple[Announcement, ...]:
    """Return those of a day, in the order of site.toml."""
    return tuple(one for one in announcements if one.is_shown(day))


def name_them(announcements: Iterable[Announcement]) -> str:
    """Return another name for other words; "" for none."""
    said = "\0".join(f"{one.level}: {one.text}" for one in announcements)
    return said and hashlib.sha256(said.encode()).hexdigest()[:12]
