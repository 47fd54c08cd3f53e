from flask import Flask, abort, flash, redirect, render_template, session, url_for
from flask_wtf.csrf import CSRFProtect

import config
from forms import BookingForm, CancelForm

SLOTS = {
    1: "Blue room, Monday 09:00",
    2: "Blue room, Monday 10:00",
    3: "Red room, Monday 09:00",
}
bookings = {}
csrf = CSRFProtect()


def create_app(overrides=None):
    """Make an application: defaults, then the environment, then what a test overrides."""
    app = Flask(__name__)
    app.config.from_object(config)
    app.config.from_prefixed_env("BOOKINGS")
    app.config.from_mapping(overrides or {})
    config.check(app)
    csrf.init_app(app)
    app.add_url_rule("/", view_func=list_slots)
    app.add_url_rule("/slots/<int:slot_id>", view_func=show_slot)
    app.add_url_rule("/slots/<int:slot_id>/book", view_func=book_slot, methods=["POST"])
    app.add_url_rule("/slots/<int:slot_id>/cancel", view_func=cancel_slot, methods=["POST"])
    return app


def list_slots():
    return render_template("slots.html", slots=SLOTS, bookings=bookings)


def show_slot(slot_id):
    return render_slot(slot_id, BookingForm(name=session.get("name")))


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
