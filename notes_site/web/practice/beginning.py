"""Where quizzes begin: what a form or an address asks for, and the way to the first question."""

import secrets
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

from flask import redirect, url_for
from werkzeug import Response

from notes_site.store.people.users import Reader
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.content.library import Question
from notes_site.study.memory.known import Known
from notes_site.study.practice.selection import MODES, Scope, choose_questions
from notes_site.study.progress.planning import Pace
from notes_site.study.progress.readiness import plan_ahead
from notes_site.study.progress.today import LONGEST_QUIZ, TODAY, Today, look_at_today
from notes_site.web.context import find_known, get_reader, library, now, pace_of
from notes_site.web.door.links import find_page, go_to
from notes_site.web.forms import DEFAULT_LENGTH
from notes_site.words import _, ngettext

OF_A_TOPIC = {"topics.show", "topics.cheat_sheet", "trial.topic"}
OF_THE_COURSE = {"home.show", "trial.course", "practice.show"}


def new_seed() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants of a quiz: the way to practise, the questions meant, how many of them."""

    mode: str
    scope: Scope
    length: int


def choose(wish: Wish, seed: str) -> Sequence[Question]:
    """Choose the questions of a quiz; today's are what they are, whatever the wish's limits."""
    reader = get_reader()
    known = find_known(reader)
    pace = pace_of(reader, known)
    if wish.mode == TODAY:
        return today_of(reader, known, pace).choose(known, wish.length, seed)
    mode = MODES[wish.mode]
    length = pace.most_of(mode, wish.length)
    return choose_questions(mode, in_scope(wish.scope), known, length, seed)


def why_none(mode: str) -> str:
    """Say why there was nothing to choose."""
    reader = get_reader()
    pace = pace_of(reader, find_known(reader))
    if mode == TODAY:
        return _("Nothing is left for today. Choose another way to go on.")
    if mode == "due" and not pace.left:
        return ngettext(
            "You have answered today's %(num)s due question; the rest can wait.",
            "You have answered today's %(num)s due questions; the rest can wait.",
            pace.daily_cap,
        )
    return _("There is no such question now. Choose another way, or fewer limits.")


def begin(questions: Sequence[Question], mode: str, seed: str) -> Response:
    """Start a quiz of these questions and send its reader to the first."""
    ids = [one.id for one in questions]
    quiz_id = add_quiz(get_reader().id, seed, ids, now(), mode)
    return redirect(url_for("quiz.question", quiz_id=quiz_id, position=1), 303)


def today_of(reader: Reader, known: Known, pace: Pace) -> Today:
    """Return what is left of the reader's day."""
    return known.once(_look_at_today, reader.interview_on, pace)


def _look_at_today(known: Known, interview_on: date | None, pace: Pace) -> Today:
    return look_at_today(known, *known.once(plan_ahead, interview_on, pace))


def in_scope(scope: Scope) -> Sequence[Question]:
    askable = library().askable
    return askable if scope.is_everything else [one for one in askable if scope.holds(one)]


def go_on(target: str | None, otherwise: str) -> Response:
    """Send a reader to a page of ours; from one that begins a quiz, to that quiz's question."""
    page = find_page(target)
    if target and page and page[0] == "practice.show":
        wanted = parse_qs(urlsplit(target).query)
        mode, seed = "".join(wanted.get("mode", [])), new_seed()
        chosen = _choose(wanted, mode, seed) if wanted else ()
        if chosen:
            return begin(chosen, mode if mode == TODAY else "mix", seed)
    return go_to(target, otherwise)


def _choose(wanted: dict[str, list[str]], mode: str, seed: str) -> Sequence[Question]:
    """Choose the questions that an address of the practice page asks for."""
    reader = get_reader()
    known = find_known(reader)
    if mode == TODAY:
        return today_of(reader, known, pace_of(reader, known)).choose(known, LONGEST_QUIZ, seed)
    scope = Scope(
        _values(wanted, "topic"),
        _values(wanted, "tag"),
        {int(one) for one in _values(wanted, "difficulty") if one in {"1", "2", "3"}},
        questions=_values(wanted, "question"),
        is_essential="1" in _values(wanted, "essentials"),
    )
    return choose_questions(MODES["mix"], in_scope(scope), known, DEFAULT_LENGTH, seed)


def _values(wanted: dict[str, list[str]], name: str) -> Set[str]:
    return frozenset(wanted.get(name, ()))


def first_steps(target: str | None) -> str:
    """Return where somebody new goes on: to questions of what they came from, or of the start."""
    endpoint, values = find_page(target) or ("", {})
    if endpoint in OF_A_TOPIC:
        return url_for("practice.show", topic=values["slug"])
    if not target or not endpoint or (endpoint in OF_THE_COURSE and "?" not in target):
        return url_for("practice.show", mode=TODAY)
    return target
