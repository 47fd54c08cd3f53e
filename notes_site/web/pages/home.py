"""The first page: for a visitor what this is, for a reader what today asks for."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_site.store.practice.days import find_days
from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.progress.reading import find_place
from notes_site.study.progress.record import find_streak, last_days
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import find_known_and_reads, find_reader, library, now, pace_of
from notes_site.web.forms import OutcomeForm
from notes_site.web.people.plan import find_held_day
from notes_site.web.practice.beginning import today_of
from notes_site.web.practice.corrections import notices

WEEK = 7
"""Days whose answers stand beside today."""

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    reader = find_reader()
    if reader is None:
        return render_template("home/show.html", progress={})
    newest = recent_quizzes(reader.id, 10)
    known, reads = find_known_and_reads(reader)
    days = find_days(reader.id)

    pace = pace_of(reader, known)
    asked = today_of(reader, known, pace)
    streak = find_streak(days, (one.due_on for one in known.coming), known.today)
    progress = {one.topic.slug: one for one in library_progress(known)}

    return render_template(
        "home/show.html",
        progress=progress,
        place=find_place(library(), reads),
        unfinished=next((quiz for quiz in newest if quiz.is_open(now())), None),
        has_practised=known.has_practised,
        corrections=notices(reader.id),
        today=asked,
        streak=streak,
        week=last_days(days, known.today, WEEK),
        outcome=OutcomeForm(formdata=None) if find_held_day(reader) else None,
    )
