"""Who the reader is, how they want to study, and what they plan for."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort
from flask.views import MethodView
from marshmallow import Schema

from notes_site.store.people.plans import (
    InterviewOutcome,
    ReaderSettings,
    end_interview,
    find_outcomes,
    find_settings,
    forget_outcome,
)
from notes_site.store.people.users import change_settings
from notes_site.store.people.uses import RECALL
from notes_site.study.memory.days import study_day
from notes_site.web.context import now
from notes_site.web.machines.api.access import challenge, needs, reader
from notes_site.web.machines.api.blueprints import new_blueprint
from notes_site.web.machines.api.problems import problem
from notes_site.web.machines.api.requests import counted, insist_on_match, matched, refuse
from notes_site.web.machines.api.schemas import (
    OutcomeListSchema,
    OutcomeSchema,
    OutcomeWishSchema,
    PlanChangeSchema,
    PlanSchema,
    ReaderSchema,
    StudyChangeSchema,
)
from notes_site.web.machines.api.shown import Told
from notes_site.web.people.plan import find_held_day, is_over

blueprint = new_blueprint("studying", "How the reader studies, and the plan.")
NONE_HELD = "No interview of the reader's is over: its day is ahead, or there is none."
OVER = "This day is over. Choose one that is to come."


def _change(
    change: Mapping[str, Any], schema: Schema, tell: Callable[[ReaderSettings], Any]
) -> Any:
    """Change settings as they are, and anew where another changed them meanwhile."""
    while True:
        before = find_settings(reader().id) or abort(challenge())
        insist_on_match(schema, tell(before))
        after = replace(before, **change)
        if change_settings(reader().id, **asdict(after), asked_at=now(), instead_of=before):
            return tell(after)


def _tell_reader(settings: ReaderSettings) -> Told:
    return {
        "username": reader().username,
        "time_zone": settings.time_zone,
        "wanted_recall": settings.wanted_recall,
        "today": study_day(now(), ZoneInfo(settings.time_zone)),
    }


def _tell_plan(settings: ReaderSettings) -> Told:
    return {"interview_on": settings.interview_on, "daily_cap": settings.daily_cap}


def _current() -> ReaderSettings:
    found = reader()
    names = (field.name for field in fields(ReaderSettings))
    return ReaderSettings(**{name: getattr(found, name) for name in names})


@blueprint.route("/reader")
class ReaderResource(MethodView):
    @needs("read")
    @blueprint.response(200, ReaderSchema)
    def get(self) -> Any:
        """Say whose token it is, how they study, and what day it is for them."""
        return _tell_reader(_current())

    @needs("practise")
    @counted(RECALL)
    @matched
    @blueprint.arguments(StudyChangeSchema)
    @blueprint.response(200, ReaderSchema)
    def patch(self, change: dict[str, Any]) -> Any:
        """Change what is named of how the reader studies: the recall to aim for, the time zone."""
        return _change(change, ReaderSchema(), _tell_reader)


@blueprint.route("/plan")
class PlanResource(MethodView):
    @needs("read")
    @blueprint.response(200, PlanSchema)
    def get(self) -> Any:
        """Give the day of the interview, and how many due questions a day at most."""
        return _tell_plan(_current())

    @needs("practise")
    @matched
    @blueprint.arguments(PlanChangeSchema)
    @blueprint.response(200, PlanSchema)
    def patch(self, change: dict[str, Any]) -> Any:
        """Change what is named of it."""
        day = change.get("interview_on")
        if day is not None and is_over(day):
            refuse("interview_on", OVER)
        return _change(change, PlanSchema(), _tell_plan)


@blueprint.route("/plan/outcomes")
class OutcomesResource(MethodView):
    @needs("read")
    @blueprint.response(200, OutcomeListSchema)
    def get(self) -> Any:
        """List how the reader's interviews went, the newest first."""
        return {"items": find_outcomes(reader().id)}

    @needs("practise")
    @blueprint.arguments(OutcomeWishSchema)
    @blueprint.response(201, OutcomeSchema)
    @blueprint.alt_response(409, description=NONE_HELD)
    def post(self, said: dict[str, Any]) -> Any:
        """Note how the interview went whose day is over, and plan for the next."""
        held_on = find_held_day(reader())
        if held_on is None:
            abort(problem(409, detail=NONE_HELD))
        next_on, note = said["next_on"], said["note"].strip()
        if next_on is not None and is_over(next_on):
            refuse("next_on", OVER)
        if not said["went"] and not note:
            refuse("went", "Say how it went, or note something.")
        outcome = InterviewOutcome(held_on, said["went"], note)
        end_interview(reader().id, outcome, next_on)
        return outcome


@blueprint.route("/plan/outcomes/<held_on>")
class OutcomeResource(MethodView):
    @needs("practise")
    @blueprint.response(204)
    def delete(self, held_on: str) -> None:
        """Forget what was noted of the interview of a day."""
        try:
            day = date.fromisoformat(held_on)
        except ValueError:
            abort(404)
        forget_outcome(reader().id, day)
