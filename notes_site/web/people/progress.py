"""What a reader knows, what they did, and what lies ahead of them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.memory.known import Known
from notes_site.study.progress.outlook import look_ahead
from notes_site.study.progress.record import HEAT_LIMITS, Record, look_back
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import find_known, get_reader, now, pace_of, site
from notes_site.web.practice.beginning import today_of

RECENT = 10
MOST_TOPICS = 12
"""Topics whose figures stand there at once; where there are more, those of their groups do."""

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
@login_required
def show() -> ResponseReturnValue:
    reader = get_reader()
    known = find_known(reader)
    record = known.once(_read_record, reader.id)
    quizzes = recent_quizzes(reader.id, RECENT)

    topics = known.once(library_progress)
    pace = pace_of(reader, known)
    outlook = known.once(look_ahead, reader.interview_on, pace)
    asked = today_of(reader, known, pace)

    return render_template(
        "progress/show.html",
        topics=topics,
        groups=outlook.recall_by_group if len(topics) > MOST_TOPICS else (),
        record=record,
        outlook=outlook,
        today=asked,
        reader=reader,
        heat_limits=HEAT_LIMITS,
        quizzes=quizzes,
        now=now(),
    )


def _read_record(known: Known, user_id: int) -> Record:
    return look_back(site().known.find_days(user_id, known, now()), known)
