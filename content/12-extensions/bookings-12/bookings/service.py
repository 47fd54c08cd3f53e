"""What people do with slots, each in one transaction; nothing here knows HTTP."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager, joinedload

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


def find_slots_after(slot_id, limit):
    """Return so many slots whose ids are greater, in the order of their ids."""
    query = select(Slot).options(joinedload(Slot.booking)).where(Slot.id > slot_id)
    return db.session.scalars(query.order_by(Slot.id).limit(limit)).all()


def find_bookings():
    """Return all bookings with their slots and who made them, by one query."""
    query = select(Booking).join(Booking.slot).order_by(Slot.starts_at, Slot.room)
    query = query.options(contains_eager(Booking.slot), joinedload(Booking.user))
    return db.session.scalars(query).all()


def get_booking(slot):
    if slot.booking is None:
        raise NotBookedError("Nobody has booked this slot.")
    return slot.booking


def book(slot, user, name):
    booking = Booking(slot_id=slot.id, user_id=user.id, name=name)
    db.session.add(booking)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise SlotTakenError("Somebody else has booked this slot.") from None
    return booking


def may_cancel(user, booking):
    return user.is_authenticated and (user.role == "admin" or booking.user_id == user.id)


def cancel(slot, user):
    booking = get_booking(slot)
    if not may_cancel(user, booking):
        raise NotYoursError("Only who booked a slot, or an admin, may cancel it.")
    db.session.delete(booking)
    db.session.commit()


def add_day(room, day):
    """Add a slot for each hour from 9 to 17 o'clock; raise IntegrityError where one is there."""
    slots = [Slot(room=room, starts_at=day.replace(hour=hour)) for hour in range(9, 17)]
    db.session.add_all(slots)
    db.session.commit()
    return slots
