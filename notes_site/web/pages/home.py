"""The first page: for a visitor what this is, for a reader what today asks for."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_site.store.practice.quizzes import recent_quizzes
from notes_site.study.memory.forgetting import forget
from notes_site.study.memory.known import Known
from notes_site.study.progress.reading import find_place
from notes_site.study.progress.record import LastDay, Streak, find_streak, last_days
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import (
    find_known_and_reads,
    find_reader,
    is_front,
    library,
    now,
    pace_of,
    site,
)
from notes_site.web.forms import OutcomeForm
from notes_site.web.pages.courses import show_courses
from notes_site.web.pages.trial import trial_items
from notes_site.web.people.plan import find_held_day
from notes_site.web.practice.beginning import today_of
from notes_site.web.practice.corrections import notices

WEEK = 7
"""Days whose answers stand beside today."""

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    reader = find_reader()
    if is_front():
        return show_courses(reader)
    if reader is None:
        return _show_to_visitor()
    newest = recent_quizzes(reader.id, 10)
    known, reads = find_known_and_reads(reader)

    pace = pace_of(reader, known)
    asked = today_of(reader, known, pace)
    streak, week = known.once(_look_at_week, reader.id)
    progress = {one.topic.slug: one for one in known.once(library_progress)}

    return render_template(
        "home/show.html",
        progress=progress,
        place=find_place(library(), reads),
        unfinished=next((quiz for quiz in newest if quiz.is_open(now())), None),
        has_practised=known.has_practised,
        corrections=notices(reader.id),
        today=asked,
        streak=streak,
        week=week,
        outcome=OutcomeForm(formdata=None) if find_held_day(reader) else None,
    )


def _look_at_week(known: Known, user_id: int) -> tuple[Streak, tuple[LastDay, ...]]:
    days = site().known.find_days(user_id, known, now())
    streak = find_streak(days, known.falling, known.today)
    return streak, last_days(days, known.today, WEEK)


def _show_to_visitor() -> str:
    """Show what this is, with one question that pressing an option answers."""
    asked = trial_items(library().trial, {}) if library().home.has("question") else []
    pressed = (one for one in asked if one.question.kind.is_pressed)
    return render_template(
        "home/show.html", progress={}, curve=forget(), first_question=next(pressed, None)
    )
