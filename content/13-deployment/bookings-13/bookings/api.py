"""The service for programs: JSON in, JSON out, a token instead of cookies."""

from flask import Blueprint, abort, g, request, url_for
from werkzeug.datastructures import WWWAuthenticate

from bookings import service
from bookings.accounts import find_user_by_token
from bookings.extensions import csrf, db
from bookings.models import Slot
from bookings.schemas import BookingIn, BookingOut, SlotOut, SlotQuery

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)  # it reads no cookie, so nothing can be forged with one


@blueprint.before_request
def find_program():
    """Let in who brings a token of somebody's; cookies are never looked at."""
    sent = request.authorization
    token = sent.token if sent and sent.type == "bearer" else None
    g.user = find_user_by_token(token) if token else None
    if g.user is None:
        abort(401, www_authenticate=WWWAuthenticate("bearer"))


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
    name = BookingIn().load(request.get_json()).get("name", g.user.username)
    try:
        booking = service.book(slot, g.user, name)
    except service.SlotTakenError:
        booking = slot.booking
        if booking is None or (booking.user_id, booking.name) != (g.user.id, name):
            raise
        return BookingOut().dump(booking)  # by the same request, before or at once
    location = url_for(".show_booking", slot_id=slot_id)
    return BookingOut().dump(booking), 201, {"Location": location}


@blueprint.delete("/slots/<int:slot_id>/booking")
def cancel(slot_id):
    service.cancel(db.get_or_404(Slot, slot_id), g.user)
    return "", 204
