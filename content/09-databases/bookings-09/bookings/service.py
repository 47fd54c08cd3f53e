"""What people do with slots, each in one transaction; nothing here knows HTTP."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from bookings.extensions import db
from bookings.models import Booking, Slot


class BookingError(Exception):
    """Something that a person can't do; the text says why."""


class SlotTakenError(BookingError):
    pass


class NotBookedError(BookingError):
    pass


class NotYoursError(BookingError):
    pass


def find_slots():
    """Return all slots with their bookings, by one query."""
    query = select(Slot).options(joinedload(Slot.booking)).order_by(Slot.starts_at, Slot.room)
    return db.session.scalars(query).all()


def book(slot, name):
    db.session.add(Booking(slot_id=slot.id, name=name))
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise SlotTakenError("Somebody else has booked this slot.") from None


def cancel(slot, name):
    if slot.booking is None:
        raise NotBookedError("Nobody has booked this slot.")
    if slot.booking.name != name:
        raise NotYoursError("Only who booked a slot may cancel it.")
    db.session.delete(slot.booking)
    db.session.commit()


def add_day(room, day):
    """Add a slot for each hour from 9 to 17 o'clock; raise IntegrityError where one is there."""
    slots = [Slot(room=room, starts_at=day.replace(hour=hour)) for hour in range(9, 17)]
    db.session.add_all(slots)
    db.session.commit()
    return slots
