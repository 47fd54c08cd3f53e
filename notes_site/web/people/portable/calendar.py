"""A reader's calendar: its private address, and what programs read there."""

import hashlib

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.people.portable.calendars import (
    CalendarOwner,
    add_calendar_link,
    end_calendar_link,
    find_calendar_owner,
)
from notes_site.store.practice.memory import find_memory
from notes_site.study.memory.days import study_day
from notes_site.study.memory.known import Known
from notes_site.study.progress.calendar import find_calendar_days, write_calendar
from notes_site.study.progress.planning import Pace
from notes_site.web.context import course, get_reader, library, now, site, site_title
from notes_site.web.languages.speaking import speak_as
from notes_site.words import _

blueprint = Blueprint("calendar", __name__)

MADE = "calendar-made"
"""The kind of message that holds the address, once."""


@blueprint.post("/account/data/calendar")
@login_required
def make_submit() -> ResponseReturnValue:
    token = add_calendar_link(get_reader().id, now())
    start = site().settings.origin or request.host_url.rstrip("/")
    flash(f"{start}{url_for('calendar.show', token=token)}", MADE)
    return redirect(url_for("data.show", _anchor="calendar"), 303)


@blueprint.post("/account/data/calendar/end")
@login_required
def end_submit() -> ResponseReturnValue:
    end_calendar_link(get_reader().id, now())
    flash(_("The calendar's address is worth nothing any more."))
    return redirect(url_for("data.show", _anchor="calendar"), 303)


@blueprint.get("/calendar/<token>.ics")
def show(token: str) -> ResponseReturnValue:
    """Show the days of whoever has this address; calendars have no cookie."""
    owner = find_calendar_owner(token, course()) or abort(404)
    speak_as(owner.language)
    today = study_day(now(), owner.zone)
    known = Known(library(), find_memory(owner.user_id, today, now()))
    days = find_calendar_days(known, _pace_of(owner, known), owner.interview_on)
    origin = site().settings.origin
    tag = hashlib.sha256(f"calendar {token}".encode()).hexdigest()[:20]
    text = write_calendar(site_title(), days, origin and origin + url_for("home.show"), tag, now())
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="notes.ics"',
        "Cache-Control": "no-store",
    }
    return text, headers


def _pace_of(owner: CalendarOwner, known: Known) -> Pace:
    return Pace(owner.daily_cap, known.memory.due_answered, owner.wanted_recall)
