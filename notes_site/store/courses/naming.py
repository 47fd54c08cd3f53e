"""What questions are called in rows that are no reader's, which alone would not say the course.

There a question of one of several courses has its name in full, `course/id`; ids have no slash.
Everything else is a reader's, and a reader in a course has a row of their own (User).
"""

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from notes_site.store.models import User


def in_full(course: str, question_id: str) -> str:
    """Return what a question is called among those of all courses; "" is the only course."""
    return f"{course}/{question_id}" if course else question_id


def split_full(name: str) -> tuple[str, str]:
    """Return the course and the id of a question's name in full."""
    course, _, question_id = name.rpartition("/")
    return course, question_id


def is_of(name: InstrumentedAttribute[str], course: str) -> ColumnElement[bool]:
    """Find the names in full of a course's questions."""
    return name.startswith(f"{course}/") if course else name.not_like("%/%")


def readers_of(course: str) -> Select[int]:
    """Find the rows of the readers in a course."""
    return select(User.id).where(User.course == course)
