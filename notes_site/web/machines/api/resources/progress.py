"""What is due, what is known, what lies ahead, and what keeps catching the reader."""

from typing import Any

from flask.views import MethodView

from notes_site.store.people.uses import QUIZ
from notes_site.study.content.library import SectionRef
from notes_site.study.memory.known import Known
from notes_site.study.progress.outlook import Outlook, look_ahead
from notes_site.study.progress.record import find_streak
from notes_site.study.progress.today import Today
from notes_site.study.progress.topics import library_progress
from notes_site.web.context import find_known, now, pace_of, site
from notes_site.web.machines.api.access import needs, reader
from notes_site.web.machines.api.blueprints import PageArgs, new_blueprint, page_of
from notes_site.web.machines.api.requests import counted, refuse
from notes_site.web.machines.api.resources.answers import tell_trap
from notes_site.web.machines.api.resources.quizzes import KEYED, begin_here, find_start, show_begun
from notes_site.web.machines.api.schemas import (
    DueListSchema,
    ProgressSchema,
    QuizSchema,
    TodaySchema,
    TrapChoiceSchema,
    TrapListSchema,
)
from notes_site.web.machines.api.shown import Told, place
from notes_site.web.practice.beginning import today_of
from notes_site.web.practice.traps import NONE_ABOUT_IT, choose_against, find_caught

blueprint = new_blueprint("progress", "What is due, and what is known.")


@blueprint.route("/due")
class DueResource(MethodView):
    @needs("read")
    @blueprint.arguments(PageArgs, location="query")
    @blueprint.response(200, DueListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List the questions that are due today, in the order of the course."""
        known = find_known(reader())
        found = [
            {
                "question_id": one.id,
                "topic": one.slug,
                "title": one.title,
                "due_on": known.due_on(one),
                "recall": known.recall(one),
            }
            for one in known.active
            if known.is_due(one)
        ]
        return page_of(found, lambda one: str(one["question_id"]), args)


@blueprint.route("/today")
class TodayResource(MethodView):
    @needs("read")
    @blueprint.response(200, TodaySchema)
    def get(self) -> Any:
        """Say what today asks for, and what tomorrow will."""
        known = find_known(reader())
        return _tell_today(today_of(reader(), known, pace_of(reader(), known)))


def _tell_today(asked: Today) -> Told:
    return {
        "due": asked.due,
        "new": len(asked.new),
        "minutes": asked.minutes,
        "due_tomorrow": asked.due_tomorrow,
        "new_tomorrow": asked.new_tomorrow,
        "topics": [topic.slug for topic in asked.topics],
    }


@blueprint.route("/progress")
class ProgressResource(MethodView):
    @needs("read")
    @blueprint.response(200, ProgressSchema)
    def get(self) -> Any:
        """Say what is known of each topic, what falls due, and how the plan stands."""
        found = reader()
        known = find_known(found)
        pace = pace_of(found, known)
        outlook = known.once(look_ahead, found.interview_on, pace)
        days = site().known.find_days(found.id, known, now())
        streak = find_streak(days, known.falling, known.today)
        return {
            "answered": known.answered,
            "streak": streak.length,
            "is_today_done": streak.is_today_done,
            "recall": outlook.recall_of_all,
            "topics": _tell_topics(known, outlook),
            "due": outlook.due,
            "weak": _tell_weak(outlook),
            "today": _tell_today(today_of(found, known, pace)),
            "readiness": _tell_readiness(outlook),
        }


def _tell_topics(known: Known, outlook: Outlook) -> list[Told]:
    return [
        {
            "topic": one.topic.slug,
            "title": one.topic.title,
            "questions": one.total,
            "seen": one.seen,
            "mastered": one.mastered,
            "answered": one.answered,
            "points": one.points,
            "recall": outlook.recall[one.topic.slug],
            "last_practised_at": one.last_practised_at,
        }
        for one in known.once(library_progress)
    ]


def _tell_weak(outlook: Outlook) -> list[Told]:
    return [
        {**told, "answered": one.answered, "missed": one.missed}
        for one in outlook.weak
        if (told := place(SectionRef(one.topic.slug, one.section.anchor)))
    ]


def _tell_readiness(outlook: Outlook) -> Told | None:
    plan = outlook.readiness
    if plan is None:
        return None
    return {
        "interview_on": plan.interview_on,
        "days_left": plan.days_left,
        "new_a_day": plan.new_a_day,
        "unseen": plan.unseen,
        "recall_on_the_day": outlook.recall_on_the_day,
        "asked": plan.asked,
        "to_drop": [topic.slug for topic in plan.to_drop],
    }


@blueprint.route("/traps")
class TrapsResource(MethodView):
    @needs("read")
    @blueprint.response(200, TrapListSchema)
    def get(self) -> Any:
        """List the wrong ideas that keep catching the reader, worst first."""
        return {"items": [tell_trap(one) for one in find_caught(reader().id)]}

    @needs("practise")
    @counted(QUIZ)
    @blueprint.arguments(TrapChoiceSchema)
    @blueprint.response(201, QuizSchema)
    @blueprint.doc(parameters=[KEYED])
    def post(self, wanted: dict[str, Any]) -> Any:
        """Begin a quiz against one of them, or against all."""
        start = find_start()
        if start.begun is not None:
            return show_begun(start.begun)
        chosen = choose_against(wanted["name"], start.seed)
        if not chosen:
            refuse("name", NONE_ABOUT_IT)
        return begin_here(chosen, "mix", start)
