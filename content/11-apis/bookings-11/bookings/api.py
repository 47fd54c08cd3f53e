"""The service for programs: JSON in, JSON out, no cookies."""

from flask import Blueprint, request, url_for

from bookings import service
from bookings.extensions import csrf, db
from bookings.models import Slot
from bookings.schemas import BookingIn, BookingOut, SlotOut, SlotQuery

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)  # it reads no cookie, so nothing can be forged with one


@blueprint.get("/slots")
def list_slots():
    """List slots by their ids; `next` leads to those after the last one."""
    asked = SlotQuery().load(request.args)
    found = service.find_slots_after(asked["after"], asked["limit"] + 1)
    slots = found[: asked["limit"]]
    has_more = len(found) > len(slots)
    following = (
        url_for(".list_slots", after=slots[-1].id, limit=asked["limit"]) if has_more else None
    )
    return {"slots": SlotOut(many=True).dump(slots), "next": following}


@blueprint.get("/slots/<int:slot_id>")
def show_slot(slot_id):
    return SlotOut().dump(db.get_or_404(Slot, slot_id))


@blueprint.get("/slots/<int:slot_id>/booking")
def show_booking(slot_id):
    return BookingOut().dump(service.get_booking(db.get_or_404(Slot, slot_id)))


@blueprint.put("/slots/<int:slot_id>/booking")
def book(slot_id):
    """Book a slot; who repeats the request, unsure whether it came through, changes nothing."""
    slot = db.get_or_404(Slot, slot_id)
    name = BookingIn().load(request.get_json())["name"]
    try:
        booking = service.book(slot, name)
    except service.SlotTakenError:
        if slot.booking is None or slot.booking.name != name:
            raise
        return BookingOut().dump(slot.booking)  # by the same request, before or at once
    location = url_for(".show_booking", slot_id=slot_id)
    return BookingOut().dump(booking), 201, {"Location": location}
