"""What a reader plans for: the day of the interview, how much a day, and how it went."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import DateField

from notes_site.store.people.plans import (
    InterviewOutcome,
    end_interview,
    forget_outcome,
    set_daily_cap,
    set_interview_day,
)
from notes_site.store.people.users import Reader
from notes_site.web.context import get_reader, today
from notes_site.web.door.links import go_to
from notes_site.web.forms import DailyCapForm, InterviewDayForm, OutcomeForm
from notes_site.web.practice.beginning import go_on
from notes_site.words import _, ngettext

blueprint = Blueprint("plan", __name__)


@blueprint.get("/account/interview")
@login_required
def interview() -> ResponseReturnValue:
    """Ask the one thing that a new reader is asked: the day of the interview."""
    return render_template("plan/interview.html", form=InterviewDayForm(request.args))


@blueprint.post("/account/interview")
@login_required
def interview_submit() -> ResponseReturnValue:
    """Keep the day where one is given; who skips the question keeps what there was."""
    form = InterviewDayForm()
    if "skip" not in request.form and not _keep_day(form):
        return render_template("plan/interview.html", form=form), 422
    return go_on(form.next.data, "home.show")


def _keep_day(form: InterviewDayForm) -> bool:
    """Store the day that was chosen, or that there is none yet; say what is wrong instead."""
    reader, field = get_reader(), form.interview_on
    is_none = "none" in request.form
    if not is_none and form.validate() and field.data is None:
        field.errors = [_("Choose a day, or press one of the other buttons.")]
    if not is_none and (field.errors or _is_past(field)):
        return False
    set_interview_day(reader.id, None if is_none else field.data)
    return True


def is_over(day: date) -> bool:
    return day < today(get_reader())


def _is_past(field: DateField) -> bool:
    """Refuse a day before today, in words beside its field."""
    if field.data is None or not is_over(field.data):
        return False
    field.errors = [_("This day is over. Choose one that is to come.")]
    return True


@blueprint.post("/account/daily-cap")
@login_required
def daily_cap_submit() -> ResponseReturnValue:
    """Allow more a day, as the plan offers it."""
    reader, form = get_reader(), DailyCapForm()
    if not form.validate():
        abort(400)
    set_daily_cap(reader.id, form.daily_cap.data)
    most = form.daily_cap.data
    flash(
        ngettext(
            "From now on, up to %(num)s question a day. Account has the setting.",
            "From now on, up to %(num)s questions a day. Account has the setting.",
            most,
        )
    )
    return go_to(form.next.data, "progress.show")


@blueprint.get("/account/interview/outcome")
@login_required
def outcome() -> ResponseReturnValue:
    """Ask how the interview went whose day is over."""
    if find_held_day(get_reader()) is None:
        return redirect(url_for("plan.interview"))
    return render_template("plan/outcome.html", form=OutcomeForm(formdata=None))


@blueprint.post("/account/interview/outcome")
@login_required
def outcome_submit() -> ResponseReturnValue:
    """End an interview; what was said of it is kept, if anything was."""
    reader, form = get_reader(), OutcomeForm()
    held_on = find_held_day(reader)
    if held_on is None:
        return redirect(url_for("home.show"), 303)
    if "skip" in request.form:
        end_interview(reader.id, None, None)
        return redirect(url_for("home.show"), 303)
    if not form.validate() or _is_past(form.next_on):
        return render_template("plan/outcome.html", form=form), 422
    went, note = form.went.data or "", (form.note.data or "").strip()
    kept = InterviewOutcome(held_on, went, note) if went or note else None
    end_interview(reader.id, kept, form.next_on.data)
    if kept:
        flash(_("Kept, under Account."))
    return redirect(url_for("home.show"), 303)


def find_held_day(reader: Reader) -> date | None:
    """Return the day of the reader's interview if it is over."""
    day = reader.interview_on
    return day if day is not None and day < today(reader) else None


@blueprint.post("/account/interview/forget")
@login_required
def forget_submit() -> ResponseReturnValue:
    """Delete what was kept of one interview."""
    try:
        held_on = date.fromisoformat(request.form.get("held_on", ""))
    except ValueError:
        abort(400)
    forget_outcome(get_reader().id, held_on)
    flash(_("Deleted."))
    return redirect(url_for("account.show"), 303)
