"""What a reader knows, what they did, and what lies ahead of them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.practice.days import find_days
from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.progress.outlook import look_ahead
from notes_site.study.progress.record import HEAT_LIMITS, look_back
from notes_site.study.progress.today import look_at_today
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import find_known, get_reader, now, pace_of

RECENT = 10

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
@login_required
def show() -> ResponseReturnValue:
    reader = get_reader()
    known, days = find_known(reader), find_days(reader.id)
    quizzes = recent_quizzes(reader.id, RECENT)

    topics = library_progress(known)
    record = look_back(days, known)
    outlook = look_ahead(known, reader.interview_on, pace_of(reader, known))
    asked = look_at_today(known, outlook.load, outlook.readiness)

    return render_template(
        "progress/show.html",
        topics=topics,
        record=record,
        outlook=outlook,
        today=asked,
        reader=reader,
        heat_limits=HEAT_LIMITS,
        quizzes=quizzes,
        now=now(),
    )
