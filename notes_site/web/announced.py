"""What the course announces at this moment, on every page: the same to everybody, day by day."""

from datetime import datetime
from typing import TYPE_CHECKING

from notes_site.study.content.look.announcements import Announcement, name_them, shown_on

if TYPE_CHECKING:
    from notes_site.study.content.library import Library


def find_announced(library: "Library", moment: datetime) -> tuple[Announcement, ...]:
    """Return what is shown at a moment in UTC; whatever keeps pages keeps them by it."""
    return shown_on(moment.date(), library.announcements)


def announced_values(library: "Library", moment: datetime) -> dict[str, object]:
    """Return it for templates, with the name by which a browser leaves it out."""
    found = find_announced(library, moment)
    return {"announcements": found, "announced": name_them(found)}
