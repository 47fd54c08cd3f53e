from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bookings.extensions import db

LONGEST_NAME = 80
ROLES = ("member", "admin")


class User(UserMixin, db.Model):
    """Somebody with an account. Of passwords and tokens only hashes are kept."""

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(LONGEST_NAME), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20), default="member")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)


class Slot(db.Model):
    """An hour in a room. Times are those of the clock on the room's wall."""

    __table_args__ = (UniqueConstraint("room", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(String(LONGEST_NAME))
    starts_at: Mapped[datetime]
    booking: Mapped["Booking | None"] = relationship(back_populates="slot")

    @property
    def is_free(self) -> bool:
        return self.booking is None

    @property
    def title(self) -> str:
        return f"{self.room}, {self.starts_at:%d %B %Y, %H:%M}"


class Booking(db.Model):
    """Who has a slot. A slot is booked once: the database says so, whoever asks at once.

    `name` is for whom; bookings from before there were accounts have no `user`.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship()
    slot: Mapped[Slot] = relationship(back_populates="booking")
