import os

from flask import Flask, abort, redirect, request, session, url_for

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY", "dev")  # for development only

LONGEST_NAME = 80
SLOTS = {
    1: "Blue room, Monday 09:00",
    2: "Blue room, Monday 10:00",
    3: "Red room, Monday 09:00",
}
bookings = {}


@app.get("/")
def list_slots():
    return [describe(slot_id) for slot_id in SLOTS]


@app.get("/slots/<int:slot_id>")
def show_slot(slot_id):
    get_slot_or_404(slot_id)
    return describe(slot_id)


@app.post("/slots/<int:slot_id>/book")
def book_slot(slot_id):
    get_slot_or_404(slot_id)
    name = request.form.get("name", "").strip()
    if not 0 < len(name) <= LONGEST_NAME:
        abort(400, f"Give a name of 1 to {LONGEST_NAME} characters.")
    booking = {"name": name}
    # One step: two threads that first look and then write could both find the slot free.
    if bookings.setdefault(slot_id, booking) is not booking:
        abort(409, "Somebody else has booked this slot.")
    session["name"] = name
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
    return redirect(url_for("show_slot", slot_id=slot_id), code=303)


def get_slot_or_404(slot_id):
    return SLOTS.get(slot_id) or abort(404)


def describe(slot_id):
    booking = bookings.get(slot_id)
    return {
        "slot": SLOTS[slot_id],
        "booked_by": booking and booking["name"],
        "url": url_for("show_slot", slot_id=slot_id),
    }
