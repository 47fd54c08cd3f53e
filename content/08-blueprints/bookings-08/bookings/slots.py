from flask import Blueprint, abort, flash, redirect, render_template, session, url_for

from bookings.forms import BookingForm, CancelForm

blueprint = Blueprint("slots", __name__)

SLOTS = {
    1: "Blue room, Monday 09:00",
    2: "Blue room, Monday 10:00",
    3: "Red room, Monday 09:00",
}
bookings = {}


@blueprint.get("/")
def index():
    return render_template("slots/list.html", slots=SLOTS, bookings=bookings)


@blueprint.get("/slots/<int:slot_id>")
def show(slot_id):
    return render_slot(slot_id, BookingForm(name=session.get("name")))


@blueprint.post("/slots/<int:slot_id>/book")
def book(slot_id):
    get_slot_or_404(slot_id)
    form = BookingForm()
    if not form.validate_on_submit():
        return render_slot(slot_id, form), 422
    booking = {"name": form.name.data}
    # One step: two threads that first look and then write could both find the slot free.
    if bookings.setdefault(slot_id, booking) is not booking:
        abort(409, "Somebody else has booked this slot.")
    session["name"] = form.name.data
    flash("The slot is yours.")
    return redirect(url_for(".show", slot_id=slot_id), code=303)


@blueprint.post("/slots/<int:slot_id>/cancel")
def cancel(slot_id):
    get_slot_or_404(slot_id)
    booking = bookings.get(slot_id)
    if booking is None:
        abort(409, "Nobody has booked this slot.")
    if booking["name"] != session.get("name"):
        abort(403, "Only who booked a slot may cancel it.")
    bookings.pop(slot_id, None)
    flash("The slot is free again.")
    return redirect(url_for(".show", slot_id=slot_id), code=303)


def get_slot_or_404(slot_id):
    return SLOTS.get(slot_id) or abort(404)


def render_slot(slot_id, form):
    return render_template(
        "slots/show.html",
        slot_id=slot_id,
        slot=get_slot_or_404(slot_id),
        booking=bookings.get(slot_id),
        form=form,
        cancel_form=CancelForm(),
    )
