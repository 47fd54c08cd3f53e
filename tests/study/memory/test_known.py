"""One view of what a reader knows: the gone, retired, suspended and changed, the same for all."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.library import Library, Question
from notes_site.study.content.loading import load_library
from notes_site.study.memory.days import DayCount
from notes_site.study.memory.history import History
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card, Review
from notes_site.study.memory.standing import Standing
from notes_site.study.practice.selection import MODES, Scope, count_by_mode
from notes_site.study.progress.outlook import find_weak_sections, forecast_due
from notes_site.study.progress.planning import Pace
from notes_site.study.progress.readiness import plan_ahead, topic_recall
from notes_site.study.progress.reading import know_sections
from notes_site.study.progress.record import look_back
from notes_site.study.progress.topics import library_progress, topic_progress

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
PACKAGE = Path(__file__).parents[3] / "notes_site"
TODAY = date(2026, 11, 25)
PACE = Pace(60, 0, 0.9)
ASKED = "first-single"
TOPIC = LIBRARY.by_slug["first"]
OTHER = "first-short"
"""A question in the same section."""


def with_questions(**changed: object) -> Library:
    """Return the library with one question changed."""
    questions = tuple(
        replace(one, **changed) if one.id == ASKED else one  # type: ignore[arg-type]
        for one in TOPIC.questions
    )
    topics = (replace(TOPIC, questions=questions), *LIBRARY.topics[1:])
    return replace(LIBRARY, topics=topics)


def know(
    *ids: str,
    library: Library = LIBRARY,
    due_in: int = -3,
    suspended: str = "",
    seen: int = 10,
    is_right: bool = True,
) -> Known:
    """Return what a reader knows who answered these questions once, some days ago."""
    day, moment = TODAY - timedelta(days=seen), datetime(2026, 11, 15, tzinfo=UTC)
    card = Card(5.0, 5.0, day, TODAY + timedelta(days=due_in), 1, 0, 1)
    histories = dict.fromkeys(ids, History(1, float(is_right), moment, int(is_right)))
    put_aside = frozenset({suspended} - {""})
    return Known(library, Memory(histories, dict.fromkeys(ids, card), TODAY, put_aside))


def question(known: Known) -> Question:
    return known.library.questions[ASKED]


def streak_after_a_break(known: Known) -> int:
    """Return the streak of who practised four days ago, and not since."""
    return look_back([DayCount(TODAY - timedelta(days=4), 1)], known).streak.length


def asked_by(known: Known) -> set[str]:
    """Return the ways to practise that would ask the question."""
    return {name for name, mode in MODES.items() if mode.may_ask(known, question(known))}


def test_overdue_question_that_is_then_suspended_ends_no_streak() -> None:
    assert streak_after_a_break(know(ASKED)) == 0
    assert streak_after_a_break(know(ASKED, suspended=ASKED)) == 1


def test_overdue_question_is_waited_for_by_everybody() -> None:
    known = know(ASKED)
    load, readiness = plan_ahead(known, TODAY, PACE)
    assert known.is_due(question(known))
    assert not known.is_new(question(known))
    assert asked_by(known) == {"due", "mix"}
    assert (load.due, load.overdue, forecast_due(known)[0].due) == (1, 1, 1)
    assert readiness
    assert readiness.unseen == len(LIBRARY.askable) - 1


@pytest.mark.parametrize(
    "known",
    [
        know(ASKED, suspended=ASKED),
        know(ASKED, library=with_questions(retired="2026-01-01")),
        know("gone"),
    ],
    ids=["suspended", "retired", "gone"],
)
def test_question_that_is_not_asked_any_more_is_waited_for_by_nobody(known: Known) -> None:
    load, _ = plan_ahead(known, TODAY, PACE)
    assert known.coming == ()
    assert (load.due, load.overdue, load.caught_up_on) == (0, 0, TODAY)
    assert sum(one.due for one in forecast_due(known)) == 0
    assert streak_after_a_break(known) == 1
    assert "due" not in asked_by(known)


@pytest.mark.parametrize(
    "known",
    [
        know(ASKED, OTHER, suspended=ASKED, is_right=False),
        know(ASKED, OTHER, library=with_questions(retired="2026-01-01"), is_right=False),
        know(ASKED, OTHER, library=with_questions(revision=2), is_right=False),
    ],
    ids=["suspended", "retired", "changed"],
)
def test_no_recall_is_expected_of_what_is_not_asked_or_means_something_else(known: Known) -> None:
    assert known.recall(question(known)) is None
    assert find_weak_sections(known) == ()  # one answered question judges no section
    assert know_sections(known, known.library.topics[0], [])["starting"].answered == 1
    both = know(ASKED, OTHER, is_right=False)
    assert [one.answered for one in find_weak_sections(both)] == [2]


def test_topics_recall_is_the_mean_over_what_was_seen_and_may_be_asked() -> None:
    known = know(ASKED, OTHER)
    share = known.recall(LIBRARY.questions[OTHER])
    assert share
    assert topic_recall(known, TOPIC, TODAY) == pytest.approx(share)
    assert topic_recall(know(ASKED, OTHER, suspended=ASKED), TOPIC, TODAY) == pytest.approx(share)
    changed = know(ASKED, library=with_questions(revision=2))
    assert topic_recall(changed, changed.library.topics[0], TODAY) is None


def test_suspended_new_question_is_not_counted_among_those_to_see() -> None:
    known = know(suspended=ASKED)
    readiness = plan_ahead(known, TODAY, PACE)[1]
    assert readiness
    assert readiness.unseen == len(LIBRARY.askable) - 1
    assert asked_by(known) == set()
    assert ASKED not in {one.id for one in known.active}


def test_what_was_done_with_a_suspended_question_still_counts_as_done() -> None:
    done = topic_progress(know(ASKED, suspended=ASKED), TOPIC)
    assert (done.seen, done.answered, done.points) == (1, 1, 1.0)
    assert know(ASKED, suspended=ASKED, seen=0).begun_today == 1


def test_retired_question_is_none_of_its_topics_questions() -> None:
    """Else a topic could never be mastered by who came after."""
    known = know(ASKED, library=with_questions(retired="2026-01-01"))
    done = topic_progress(known, known.library.topics[0])
    assert (done.total, done.seen, done.answered) == (len(TOPIC.askable) - 1, 0, 0)
    assert asked_by(known) == set()


@pytest.mark.parametrize("due_in", [-3, 20])
def test_changed_question_is_due_today_and_was_not_before(due_in: int) -> None:
    known = know(ASKED, library=with_questions(revision=2), due_in=due_in)
    load, readiness = plan_ahead(known, TODAY, PACE)
    assert known.history(question(known)) is None
    assert known.due_on(question(known)) == TODAY
    assert asked_by(known) == {"due", "mix"}
    assert (load.due, load.overdue, forecast_due(known)[0].due) == (1, 0, 1)
    assert streak_after_a_break(known) == 1
    assert topic_progress(known, known.library.topics[0]).seen == 0
    assert readiness
    assert readiness.unseen == len(LIBRARY.askable) - 1  # it is among the reviews


def test_reader_whose_questions_are_all_gone_has_practised_all_the_same() -> None:
    assert know("gone").has_practised
    assert not know().has_practised


def joins(source: str) -> set[str]:
    """Return what a module reads of a memory by itself."""
    read = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    return read & {"cards", "histories", "suspended"}


def test_nobody_else_joins_a_memory_with_the_library() -> None:
    """Whoever does would have to decide anew what is gone, retired, suspended or changed."""
    rooms = [PACKAGE / "web", PACKAGE / "cli", *(PACKAGE / "study").iterdir()]
    modules = [
        path for room in rooms if room.name != "memory" for path in sorted(room.rglob("*.py"))
    ]
    assert len(modules) > 50
    assert [path.name for path in modules if joins(path.read_text(encoding="utf-8"))] == []
    assert joins("x = memory.cards[one.id]") == {"cards"}


def test_nobody_is_told_that_they_know_all_of_what_they_just_got_wrong() -> None:
    """A moment after an answer everybody knows it; what counts is the next day."""
    known, question = know(ASKED, seen=0, is_right=False), LIBRARY.questions[ASKED]
    tomorrow = known.recall(question, TODAY + timedelta(days=1))
    assert tomorrow is not None
    assert known.recall(question) == tomorrow < 1
    assert known.recalls_on(TODAY) == {ASKED: tomorrow}


IN_SECOND = LIBRARY.by_slug["second"]


@given(score=st.sampled_from([0.0, 1.0]), asked=st.sampled_from([ASKED, OTHER]))
def test_what_is_known_after_an_answer_is_what_a_new_look_finds(score: float, asked: str) -> None:
    before = know(ASKED)
    see_all(before)
    standing = Standing(
        0.9, before.memory.cards.get(asked), before.memory.histories.get(asked)
    ).after(Review(TODAY, score, None, False, 1), datetime(2026, 11, 25, tzinfo=UTC))
    memory = before.memory.move(asked, standing, was_due=asked == ASKED)
    followed = before.follow(memory, [asked])
    assert see_all(followed) == see_all(Known(LIBRARY, memory))
    assert followed.of(IN_SECOND) is before.of(IN_SECOND)


def see_all(known: Known) -> tuple[object, ...]:
    return (
        known.coming,
        known.begun_today,
        known.recalls_on(TODAY),
        plan_ahead(known, TODAY + timedelta(days=9), PACE),
        forecast_due(known),
        find_weak_sections(known),
        library_progress(known),
        count_by_mode(Scope(), known),
        count_by_mode(Scope(difficulties={1, 2, 3}), known),
    )
