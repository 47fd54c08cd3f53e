import os

from flask import Flask, abort, flash, redirect, render_template, session, url_for
from flask_wtf.csrf import CSRFProtect

from forms import BookingForm, CancelForm

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "dev")  # for development only
CSRFProtect(app)

SLOTS = {
    1: "Blue room, Monday 09:00",
    2: "Blue room, Monday 10:00",
    3: "Red room, Monday 09:00",
}
bookings = {}


@app.get("/")
def list_slots():
    return render_template("slots.html", slots=SLOTS, bookings=bookings)


@app.get("/slots/<int:slot_id>")
def show_slot(slot_id):
    return render_slot(slot_id, BookingForm(name=session.get("name")))


@app.post("/slots/<int:slot_id>/book")
def book_slot(slot_id):
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
    return redirect(url_for("show_slot", slot_id=slot_id), code=303)


@app.post("/slots/<int:slot_id>/cancel")
def cancel_slot(slot_id):
    get_slot_or_404(slot_id)
    booking = bookings.get(slot_id)
    if booking is None:
        abort(409, "Nobody has booked this slot.")
    if booking["name"] != session.get("name"):
        abort(403, "Only who booked a slot may cancel it.")
    bookings.pop(slot_id, None)
    flash("The slot is free again.")
    return redirect(url_for("show_slot", slot_id=slot_id), code=303)


def get_slot_or_404(slot_id):
    return SLOTS.get(slot_id) or abort(404)


def render_slot(slot_id, form):
    return render_template(
        "slot.html",
        slot_id=slot_id,
        slot=get_slot_or_404(slot_id),
        booking=bookings.get(slot_id),
        form=form,
        cancel_form=CancelForm(),
    )
