import click
from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from sqlalchemy.exc import IntegrityError

from bookings import service
from bookings.extensions import db
from bookings.forms import BookingForm, CancelForm
from bookings.models import Slot

blueprint = Blueprint("slots", __name__)


@blueprint.get("/")
def index():
    return render_template("slots/list.html", slots=service.find_slots())


@blueprint.get("/slots/<int:slot_id>")
def show(slot_id):
    slot = db.get_or_404(Slot, slot_id)
    return render_slot(slot, BookingForm(name=session.get("name")))


@blueprint.post("/slots/<int:slot_id>/book")
def book(slot_id):
    slot = db.get_or_404(Slot, slot_id)
    form = BookingForm()
    if not form.validate_on_submit():
        return render_slot(slot, form), 422
    try:
        service.book(slot, form.name.data)
    except service.SlotTakenError as error:
        abort(409, str(error))
    session["name"] = form.name.data
    flash("The slot is yours.")
    return redirect(url_for(".show", slot_id=slot_id), code=303)


@blueprint.post("/slots/<int:slot_id>/cancel")
def cancel(slot_id):
    slot = db.get_or_404(Slot, slot_id)
    try:
        service.cancel(slot, session.get("name"))
    except service.NotYoursError as error:
        abort(403, str(error))
    except service.BookingError as error:
        abort(409, str(error))
    flash("The slot is free again.")
    return redirect(url_for(".show", slot_id=slot_id), code=303)


@blueprint.cli.command("add")
@click.argument("room")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
def add(room, day):
    """Add slots of an hour, 9 to 17 o'clock, to a ROOM on a DAY such as 2027-01-04."""
    try:
        added = service.add_day(room, day)
    except IntegrityError:
        raise click.ClickException(f"{room} has slots on that day already.") from None
    click.echo(f"Added {len(added)} slots.")


def render_slot(slot, form):
    return render_template("slots/show.html", slot=slot, form=form, cancel_form=CancelForm())
