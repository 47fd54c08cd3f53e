"""The tables: people, their browsers, their quizzes and their answers."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from notes_site.store.database import Base

# Where a question was renamed or merged, `question_id` is the id that it has now, and `asked_as`
# the one that it had when the row was written (store.renames). In rows that are no reader's
# (`flag`, `rename`, `question_version`) a name is in full where there are courses: `course/id`.


class User(Base):
    """A reader. `name_key` is the folded name that two readers can't share.

    `language` is what they chose to read the interface in; None for the course's.

    On a site of several courses a reader has a row of their own in each: `course` says in which,
    `account_id` is the account's row, whose `course` is "". What names a question, a topic or a
    section names the reader there (store.courses).

    `memory_stamp` changes with whatever their memory is read from (store.practice.stamps). An `id`
    is never given again: browsers and logs remember things by it when the reader is gone.
    """

    __tablename__ = "user"
    __table_args__ = (
        Index("uq_user_account_id_course", "account_id", "course", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    time_zone: Mapped[str] = mapped_column(server_default="UTC")
    wanted_recall: Mapped[float] = mapped_column(server_default="0.9")
    daily_cap: Mapped[int] = mapped_column(server_default="60")
    interview_on: Mapped[date | None]
    is_admin: Mapped[bool] = mapped_column(server_default=false())
    memory_stamp: Mapped[int] = mapped_column(BigInteger, server_default="0")
    is_passkey_only: Mapped[bool] = mapped_column(server_default=false())
    account_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    course: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str | None]


class HeldInterview(Base):
    """How an interview went, as its reader said on one of the days after."""

    __tablename__ = "held_interview"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    held_on: Mapped[date] = mapped_column(primary_key=True)
    went: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")


class SignIn(Base):
    """One browser where a reader is signed in, or a program; its token is stored hashed.

    `kind` is "browser", "program" (signed in by name and password, and in `refresh_hash` what its
    next refresh token is known by, which followed from the one before and `refresh_salt` at
    `refreshed_at`) or "personal" (a token that its reader made, until `expires_at`). `scopes` are
    what a program may do, with spaces between. `browser` says in plain words which one it is
    (web.door.browsers), "" where that isn't known; of the others their name.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    browser: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[str] = mapped_column(server_default="browser")
    scopes: Mapped[str] = mapped_column(server_default="")
    refresh_hash: Mapped[str | None]
    refresh_salt: Mapped[str | None]
    refreshed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class Event(Base):
    """What happened to an account, for its reader to look over (store.people.events).

    `times` counts what is not worth a row each, and `happened_at` is then the last time.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    detail: Mapped[str] = mapped_column(server_default="")
    times: Mapped[int] = mapped_column(server_default="1")
    happened_at: Mapped[datetime] = mapped_column(index=True)


class ResetLink(Base):
    """A link by which a reader may set another password, once; its token is stored hashed."""

    __tablename__ = "reset_link"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]


class CalendarLink(Base):
    """The address by which a reader's calendar is read; its token is stored hashed."""

    __tablename__ = "calendar_link"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Invitation(Base):
    """A link by which people may join; its token is stored hashed, and who used it is not."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    uses_left: Mapped[int]


class AppCodes(Base):
    """The secret that a reader's app makes codes of (TOTP), and the last time step that was used.

    `wrong` counts the wrong codes since the last right one.

    The secret is stored as it is: a code can't be checked against a hash.
    """

    __tablename__ = "app_codes"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[str]
    last_step: Mapped[int] = mapped_column(BigInteger)
    wrong: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in for the app or the passkey once; using it deletes it."""

    __tablename__ = "recovery_code"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(primary_key=True)


class Passkey(Base):
    """A public key of a reader's; `user_handle` is what their devices know the reader by."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    user_handle: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class Identity(Base):
    """Who a reader is elsewhere: whom another site, or a proxy in front, calls `subject`.

    Neither a name nor an address is stored: they may change hands.
    """

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class Ceremony(Base):
    """Something begun in one request and finished in a later one of the same browser, soon.

    The browser's session has the token, stored here hashed; `secret` is what must come back, or
    what is to be kept at the end. A visitor may begin one, too.
    """

    __tablename__ = "ceremony"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    secret: Mapped[str]
    started_at: Mapped[datetime]


class Heartbeat(Base):
    """The one row that is written to see whether writing works (store.heartbeat)."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime]


class Attempt(Base):
    """How often something that guesses could repeat was tried, since `started_at`."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    count: Mapped[int]


class Use(Base):
    """How often a reader did within an hour, since `started_at`, what is stored at every press."""

    __tablename__ = "use"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    what: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    count: Mapped[int]


class QuizRow(Base):
    """One quiz. Its seed fixes the order of the options, its mode names the way to practise.

    A timed one (a mock interview, an exam) has a deadline, and is over once it is finished.
    """

    __tablename__ = "quiz"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    seed: Mapped[str]
    mode: Mapped[str] = mapped_column(server_default="mix")
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class QuizQuestion(Base):
    """Which question stands at which position of a quiz (positions count from 1).

    `written` is what the reader wrote on an open question, and `shown_at` when its model answer was
    shown, but in a timed quiz, which shows them all at its end. `draft` is what stood in the fields
    of its page when the reader pressed a button that sends no answer: JSON, values by field.
    """

    __tablename__ = "quiz_question"

    quiz_id: Mapped[int] = mapped_column(
        ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str]
    asked_as: Mapped[str | None]
    is_hinted: Mapped[bool] = mapped_column(server_default=false())
    written: Mapped[str | None]
    shown_at: Mapped[datetime | None]
    draft: Mapped[str | None]


class Answer(Base):
    """What a reader answered; rows are only ever added, and an undone one is marked as void.

    A regrade is a row that holds another score for the answer `corrects_id`, the one that the
    reader gave, and stands in its place and at its day; the row it replaces is marked as void.

    `response` is the kind's response as a JSON list, `content_hash` and `revision` the version of
    the question it was given for, `score` between 0 and 1, `confidence` 1 (a guess) to 3 (sure),
    `expected_recall` the chance (0 to 1) that FSRS gave a right answer, where it had a card, and
    `due_on` the day on which that card fell due. What they come to is kept in `card` and
    `study_day`; the index of days holds all that the latter sums up.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index(
            "uq_answer_quiz_id_position",
            "quiz_id",
            "position",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            # PostgreSQL gets its condition from the migration: to name it here would import
            # that dialect, and all that it stands on, at every start.
        ),
        Index(None, "user_id", "question_id"),
        Index(
            "ix_answer_days",
            *("user_id", "voided_at", "study_day", "confidence", "score"),
            *("expected_recall", "due_on"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"))
    position: Mapped[int]
    question_id: Mapped[str]
    asked_as: Mapped[str | None]
    corrects_id: Mapped[int | None]
    content_hash: Mapped[str]
    revision: Mapped[int] = mapped_column(server_default="1")
    response: Mapped[str]
    score: Mapped[float]
    confidence: Mapped[int | None]
    is_hinted: Mapped[bool] = mapped_column(server_default=false())
    expected_recall: Mapped[float | None]
    due_on: Mapped[date | None]
    answered_at: Mapped[datetime]
    study_day: Mapped[date]
    voided_at: Mapped[datetime | None]


class CardRow(Base):
    """What the answers of a reader to a question come to; derived from them, and only from them.

    Its first columns are the card (study.scheduling.Card), the others the history
    (study.progress.History).
    """

    __tablename__ = "card"
    __table_args__ = (Index(None, "user_id", "due_on"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(primary_key=True)
    stability: Mapped[float]
    difficulty: Mapped[float]
    reviewed_on: Mapped[date]
    due_on: Mapped[date]
    reviews: Mapped[int]
    lapses: Mapped[int]
    revision: Mapped[int]
    answered: Mapped[int]
    points: Mapped[float]
    last_answered_at: Mapped[datetime]
    right_in_a_row: Mapped[int]
    is_confidently_wrong: Mapped[bool]


class DayRow(Base):
    """What a reader answered on a study day (study.days.DayCount); derived from the answers."""

    __tablename__ = "study_day"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    answered: Mapped[int]
    was_due: Mapped[int]
    predicted: Mapped[int]
    predicted_right: Mapped[int]
    expected: Mapped[float]
    earliest_due_on: Mapped[date | None]
    guessed: Mapped[int]
    guessed_right: Mapped[int]
    fairly_sure: Mapped[int]
    fairly_sure_right: Mapped[int]
    sure: Mapped[int]
    sure_right: Mapped[int]


class Mark(Base):
    """What a reader keeps with a question: a bookmark, a note, or the wish not to be asked it."""

    __tablename__ = "mark"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(primary_key=True)
    is_bookmarked: Mapped[bool] = mapped_column(server_default=false())
    is_suspended: Mapped[bool] = mapped_column(server_default=false())
    note: Mapped[str] = mapped_column(server_default="")


class SectionRead(Base):
    """When a reader last read a section of the text."""

    __tablename__ = "section_read"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True
    )
    slug: Mapped[str] = mapped_column(primary_key=True)
    anchor: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]


class Flag(Base):
    """What a reader says is wrong with a question; kept for the host when the reader is gone."""

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("user.id", ondelete="SET NULL"), index=True
    )
    question_id: Mapped[str]
    asked_as: Mapped[str | None]
    content_hash: Mapped[str]
    words: Mapped[str]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Rename(Base):
    """Two ids that were ever said to be one question; applied where answers count for the new."""

    __tablename__ = "rename"

    old_id: Mapped[str] = mapped_column(primary_key=True)
    new_id: Mapped[str] = mapped_column(primary_key=True)
    is_applied: Mapped[bool]


class QuestionVersion(Base):
    """A question as it once was (study.regrading.Version); the current one was seen last.

    `offered` is a JSON list. The hash includes the kind, not the id. `grading` is that of its kind
    when its answers were last graded.
    """

    __tablename__ = "question_version"

    question_id: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    offered: Mapped[str]
    is_current: Mapped[bool]
    grading: Mapped[int] = mapped_column(server_default="1")


class Correction(Base):
    """A regrade of which its reader is still to be told."""

    __tablename__ = "correction"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
