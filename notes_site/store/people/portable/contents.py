"""What stands in a reader's file, table by table and column by column, and what doesn't and why.

A test holds it to the tables and to `store.inventory`: a new one is named here, one way or other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from notes_site.store.database import Base
from notes_site.store.models import (
    Answer,
    CardRow,
    DayRow,
    Event,
    Flag,
    HeldInterview,
    Mark,
    QuizQuestion,
    QuizRow,
    SectionRead,
    SignIn,
    User,
)

FORMAT, OF_ONE, OF_SEVERAL = "notes-site-reader", 1, 2
"""The second version says of each item of which course it is; any site reads both."""
COURSE = "course"


@dataclass(frozen=True, slots=True)
class Part:
    """A table's place in the file; `left_out` are columns that say nothing outside this database.

    `names` are those columns that have another name in the file.
    """

    key: str
    table: type[Base]
    left_out: tuple[str, ...] = ("user_id",)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        return [one.name for one in self.table.__table__.columns if one.name not in self.left_out]

    def name(self, column: str) -> str:
        return self.names.get(column, column)


READER = Part(
    "reader",
    User,
    (
        *("id", "name_key", "password_hash", "is_admin", "memory_stamp", "is_passkey_only"),
        *("account_id", COURSE),
    ),
    {"created_at": "joined_at"},
)
COURSES = Part(
    "courses",
    User,
    (
        *READER.left_out,
        *("username", "created_at", "time_zone", "language"),
    ),
)
"""How a reader studies in each of several courses; its title stands beside that."""
QUIZZES = Part("quizzes", QuizRow, ("id", "user_id"))
REFRESHED = ("refresh_hash", "refresh_salt", "refreshed_at")
"""What a program's next token is known by."""
QUESTIONS = Part("questions", QuizQuestion, ("quiz_id",))
ANSWERS = Part("answers", Answer, ("id", "user_id", "quiz_id"), {"corrects_id": "corrects"})
MARKS = Part("marks", Mark)
SECTIONS = Part("sections_read", SectionRead)
INTERVIEWS = Part("interviews", HeldInterview)
LISTS = (
    MARKS,
    SECTIONS,
    INTERVIEWS,
    Part("flags", Flag, ("id", "user_id")),
    Part("cards", CardRow),
    Part("days", DayRow),
    Part("browsers", SignIn, ("id", "user_id", "token_hash", *REFRESHED)),
    Part("events", Event, ("id", "user_id")),
)
"""What stands in the file as a list of its own; questions and answers stand in their quiz."""
OF_ACCOUNTS = frozenset({"browsers", "events"})
"""Those that are the same in all courses."""
IN_FILE = (READER, COURSES, QUIZZES, QUESTIONS, ANSWERS, *LISTS)
LEFT_OUT = {
    "correction": "the answers say themselves which of them were graded again",
    "reset_link": "a secret",
    "calendar_link": "a secret",
    "passkey": "what gets in",
    "identity": "what gets in",
    "app_codes": "a secret",
    "recovery_code": "secrets",
    "ceremony": "a secret, for ten minutes",
    "use": "counts, for an hour",
}
"""The other tables that hold something of a reader, and why it is not in the file."""
