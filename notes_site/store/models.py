"""The tables: people, their browsers, their sittings and their answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from notes_site.store.database import Base


class User(Base):
    """A reader. `name_key` is the folded name that two readers can't share."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime]


class SignIn(Base):
    """One browser where a reader is signed in; the cookie's token is stored hashed."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class Attempt(Base):
    """How often something that guesses could repeat was tried, since `started_at`."""

    __tablename__ = "attempt"

    key: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    count: Mapped[int]


class Quiz(Base):
    """One sitting. Its seed fixes the order of the options."""

    __tablename__ = "quiz"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    seed: Mapped[str]
    started_at: Mapped[datetime]


class QuizQuestion(Base):
    """Which question stands at which position of a quiz (positions count from 1)."""

    __tablename__ = "quiz_question"

    quiz_id: Mapped[int] = mapped_column(
        ForeignKey("quiz.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str]


class Answer(Base):
    """What a reader answered; rows are only ever added.

    `response` is the kind's response as a JSON list, `content_hash` the version of the question it
    was given for, `score` between 0 and 1.
    """

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("quiz_id", "position"),
        Index(None, "user_id", "question_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    quiz_id: Mapped[int] = mapped_column(ForeignKey("quiz.id", ondelete="CASCADE"))
    position: Mapped[int]
    question_id: Mapped[str]
    content_hash: Mapped[str]
    response: Mapped[str]
    score: Mapped[float]
    answered_at: Mapped[datetime]
