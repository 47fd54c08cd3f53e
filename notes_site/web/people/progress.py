"""What a reader knows, what they did, and what lies ahead of them."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.practice.days import find_days
from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.progress.outlook import askable_cards, look_ahead
from notes_site.study.progress.record import HEAT_LIMITS, look_back
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import find_memory, get_reader, library, now, pace_of, today

RECENT = 10

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
@login_required
def show() -> ResponseReturnValue:
    reader, day = get_reader(), today(get_reader())
    memory, days = find_memory(reader), find_days(reader.id)
    quizzes = recent_quizzes(reader.id, RECENT)

    topics = library_progress(library(), memory.histories)
    record = look_back(days, askable_cards(library(), memory.cards), day)
    pace = pace_of(reader, memory)
    outlook = look_ahead(library(), memory, reader.interview_on, pace)

    return render_template(
        "progress/show.html",
        topics=topics,
        record=record,
        outlook=outlook,
        reader=reader,
        heat_limits=HEAT_LIMITS,
        quizzes=quizzes,
        now=now(),
    )
