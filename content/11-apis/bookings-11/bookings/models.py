from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bookings.extensions import db

LONGEST_NAME = 80


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
    """Who has a slot. A slot is booked once: the database says so, whoever asks at once."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    slot: Mapped[Slot] = relationship(back_populates="booking")
