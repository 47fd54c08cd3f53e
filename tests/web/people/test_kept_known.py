"""What a reader knows is read once, then kept; every change of it is seen by the next page."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from notes_site import create_app
from notes_site.store.copies.backups import copy_database, restore_database
from notes_site.store.corrections.regrading import regrade_answers
from notes_site.store.corrections.renames import apply_renames
from notes_site.store.database import close_all, writing
from notes_site.store.models import Answer
from notes_site.store.notes.marks import Marks, keep_marks
from notes_site.store.people.users import (
    Reader,
    change_settings,
    delete_user,
    find_credentials,
    reset_progress,
)
from notes_site.store.practice.answers import Moved, find_asked, record_answer, void_answer
from notes_site.store.practice.cards import rebuild_cards, replay_card
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import add_quiz
from notes_site.store.practice.timed import record_timed_answer
from notes_site.web import known as kept_known
from notes_site.web.context import EXTENSION
from notes_site.web.known import KeptKnown
from tests.conftest import Clock, Person
from tests.pages import section
from tests.store.answers import NOW, answer
from tests.web.answering import answer_rightly
from tests.web.histories import practise_for_weeks
from tests.web.queries import statements

PAGES = ("/", "/practice", "/progress", "/topics/first")
IDS = ("first-single", "first-short", "first-true-false", "second-single")
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=)"[^"]+"')
names = count()


def look(person: Person) -> list[str]:
    """Return what the pages say, without what differs each time they are asked for."""
    return [TOKEN.sub(r"\1", person.client.get(path).text) for path in PAGES]


def forget(app: Flask) -> None:
    """Let the site keep nothing of what its readers know, as if it had just started."""
    app.extensions[EXTENSION].known = KeptKnown()


class Story:
    """A reader of the sample content, and whatever may happen to what they know."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.person = Person(app.test_client())
        self.person.register(f"reader{next(names)}")
        self.given_in: list[tuple[int, str]] = []
        self.is_renamed = False
        with app.app_context():
            found = find_credentials(self.person.name)
            assert found
            self.id = found.user_id
            self.library = app.extensions[EXTENSION].shelf.library

    @property
    def day(self) -> date:
        return self.clock.moment.date()

    def ask(self, question_id: str, deadline: timedelta | None = None) -> int:
        until = self.clock.moment + deadline if deadline else None
        return add_quiz(self.id, "seed", [question_id], self.clock.moment, deadline_at=until)

    def _give(self, quiz_id: int, question_id: str, score: float) -> Any:
        self.given_in.append((quiz_id, question_id))
        return answer(quiz_id, 1, score, question_id, day=self.day, confidence=3)

    def record(self, quiz_id: int, question_id: str, score: float) -> Moved:
        asked = find_asked(self.id, quiz_id, 1)
        given = self._give(quiz_id, question_id, score)
        moved = record_answer(self.id, given, self.clock.moment, asked)
        assert moved
        return moved

    def answer(self, question_id: str, score: float) -> None:
        """Answer as the page does: what this process kept moves along."""
        moved = self.record(self.ask(question_id), question_id, score)
        self.app.extensions[EXTENSION].known.follow(self.id, moved)

    def answer_elsewhere(self, question_id: str, score: float) -> None:
        """Answer to another process, of which this one hears nothing."""
        self.record(self.ask(question_id), question_id, score)

    def answer_late(self, question_id: str, score: float) -> None:
        """Answer when something else was answered since the question was looked at."""
        quiz_id = self.ask(question_id)
        asked = find_asked(self.id, quiz_id, 1)
        self.answer(question_id, 1.0)
        given = self._give(quiz_id, question_id, score)
        moved = record_answer(self.id, given, self.clock.moment, asked)
        assert moved
        self.app.extensions[EXTENSION].known.follow(self.id, moved)

    def answer_timed(self, question_id: str, score: float) -> None:
        quiz_id = self.ask(question_id, timedelta(days=1))
        given = self._give(quiz_id, question_id, score)
        assert record_timed_answer(self.id, given, self.clock.moment)

    def undo(self, _question_id: str, _score: float) -> None:
        if self.given_in:
            quiz_id, _ = self.given_in[-1]
            if void_answer(self.id, quiz_id, 1, self.clock.moment):
                self.given_in.pop()

    def take_back(self, _question_id: str, _score: float) -> None:
        """Void the oldest answer, as correcting it would."""
        if self.given_in:
            quiz_id, _ = self.given_in.pop(0)
            voiding = update(Answer).where(Answer.quiz_id == quiz_id, Answer.voided_at.is_(None))
            with writing() as session:
                voided = voiding.values(voided_at=self.clock.moment).returning(Answer.question_id)
                for question_id in session.execute(voided).scalars().all():
                    replay_card(session, self.id, question_id)

    def suspend(self, question_id: str, score: float) -> None:
        keep_marks(self.id, question_id, Marks(is_suspended=score < 1), self.clock.moment)

    def settle(self, _question_id: str, score: float) -> None:
        change_settings(
            self.id,
            time_zone="UTC",
            wanted_recall=0.9 if score < 1 else 0.8,
            daily_cap=2 if score else 60,
            interview_on=self.day + timedelta(days=9),
        )

    def rename(self, _question_id: str, _score: float) -> None:
        """Merge one question into another, or take that back."""
        self.is_renamed = not self.is_renamed
        living = set(self.library.questions) - ({"first-short"} if self.is_renamed else set())
        declared = {("first-short", "first-single")} if self.is_renamed else set()
        apply_renames(declared, living)

    def regrade(self, _question_id: str, _score: float) -> None:
        """Grade again what was answered to a question whose key was mended."""
        regrade_answers([self.library.questions["first-short"]], self.clock.moment)

    def reset(self, _question_id: str, _score: float) -> None:
        reset_progress(self.id)
        self.given_in.clear()

    def wait(self, _question_id: str, score: float) -> None:
        self.clock.moment += timedelta(days=1 + 9 * score)

    def end(self) -> None:
        """Leave the library's questions as they were found."""
        if self.is_renamed:
            with self.app.app_context():
                self.rename("", 0)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["answer"] * 6
            + ["answer_elsewhere", "answer_late", "answer_timed"]
            + ["undo", "take_back", "suspend", "settle"]
            + ["rename", "regrade", "wait", "wait", "reset"]
        ),
        st.sampled_from(IDS),
        st.sampled_from([0.0, 0.5, 1.0]),
        st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(
    steps=[
        *(("answer", name, 1.0, False) for name in IDS),
        ("wait", "", 1.0, False),
        ("settle", "", 0.5, True),
        ("answer", IDS[0], 1.0, True),
        ("answer_elsewhere", IDS[1], 1.0, False),
        ("answer", IDS[2], 1.0, True),
    ]
)
def test_pages_say_at_once_what_a_site_says_that_kept_nothing(
    app: Flask,
    clock: Clock,
    steps: list,  # type: ignore[type-arg]
) -> None:
    """After any answer, undo, regrade, rename, setting, day: as from a rebuild of the answers.

    Some are looked at, some not, so that several changes lie between two pages; what is kept goes
    on from step to step.
    """
    story, site = Story(app, clock), app.extensions[EXTENSION]
    look(story.person)
    for act, question_id, score, is_looked_at in [*steps, ("wait", "", 0, True)]:
        with app.app_context():
            getattr(story, act)(question_id, score)
        if is_looked_at:
            shown, kept = look(story.person), site.known
            forget(app)
            assert look(story.person) == shown, act
            site.known = kept
    with app.app_context():
        rebuild_cards(story.id)
    assert look(story.person) == shown
    story.end()


@pytest.fixture
def practised(app: Flask, ada: Person) -> Person:
    practise_for_weeks(app, interview_in=9)
    look(ada)
    return ada


def is_news(app: Flask, person: Person, change: Callable[[], None]) -> bool:
    """Say whether a change shows, and shows as on a site that kept nothing."""
    before = look(person)
    with app.app_context():
        change()
    shown = look(person)
    forget(app)
    assert look(person) == shown
    return shown != before


@pytest.mark.parametrize("path", PAGES)
def test_second_look_reads_no_cards(app: Flask, practised: Person, path: str) -> None:
    practised.page(path)
    with statements(app) as seen:
        practised.page(path)
    assert [one for one in seen if "FROM card" in one or "FROM study_day" in one] == []


@pytest.mark.parametrize("path", PAGES)
def test_page_after_an_answer_reads_no_cards(app: Flask, practised: Person, path: str) -> None:
    answer_rightly(practised, practised.start_quiz("first", mode="due"), 1)
    with statements(app) as seen:
        practised.page(path)
    assert [one for one in seen if "FROM card" in one] == []


def test_answer_that_was_read_before_it_is_heard_of_counts_once(app: Flask, clock: Clock) -> None:
    """One request signs in, another's answer is stored, the first reads; then the answer is heard
    of."""
    story = Story(app, clock)
    site = app.extensions[EXTENSION]
    with app.app_context():
        story.answer("first-single", 1.0)
        clock.moment += timedelta(days=30)
        moved = story.record(story.ask("first-single"), "first-single", 1.0)
        assert moved.seen
        reader = stamped(story, moved.seen)
        memory = find_memory(story.id, story.day, clock.moment)
        site.known.keep(reader, story.library, memory)
        site.known.follow(story.id, moved)
    found = site.known.find(stamped(story, moved.stamp), story.day, story.library, clock.moment)
    assert memory.due_answered == 1
    assert found is None or found.memory == memory


def stamped(story: Story, stamp: int) -> Reader:
    return Reader(
        story.id, "ada", "UTC", 0.9, 60, None, False, stamp, 1, story.clock.moment, story.id
    )


ANSWER_ELSEWHERE = """
import os
from datetime import UTC, datetime
from notes_site import open_store
from notes_site.store.practice.answers import record_answer
from notes_site.store.practice.quizzes import add_quiz
from tests.store.answers import NOW, answer
now = datetime.now(UTC)
with open_store(os.environ, is_migrating=False).app_context():
    quiz_id = add_quiz(1, "seed", ["first-single"], now)
    record_answer(1, answer(quiz_id, 1, 1.0, "first-single", day=now.date()), now)
"""


def test_answer_of_another_process_is_seen_by_the_next_page(
    app: Flask, practised: Person, environ: dict[str, str]
) -> None:
    def answer_elsewhere() -> None:
        command = [sys.executable, "-c", ANSWER_ELSEWHERE]
        subprocess.run(command, check=True, env=os.environ | environ)

    assert is_news(app, practised, answer_elsewhere)
    assert "2 come back" in section(practised.page("/progress"), "today")


def test_worker_sees_what_another_worker_was_told(
    app: Flask, practised: Person, environ: dict[str, str]
) -> None:
    """A6: two workers serve one reader, each with what it kept."""
    other = create_app(environ, debug=False)
    cookie = practised.client.get_cookie("session")
    assert cookie
    elsewhere = Person(other.test_client(), "ada")
    elsewhere.client.set_cookie("session", cookie.value)
    assert look(elsewhere) == look(practised)
    answer_rightly(practised, practised.start_quiz("first", mode="due"), 1)
    assert "2 come back" in elsewhere.page("/progress")
    assert look(elsewhere) == look(practised)
    answer_rightly(elsewhere, elsewhere.start_quiz("first", mode="due"), 1)
    assert "1 comes back" in practised.page("/progress")
    with other.app_context():
        close_all()


def test_restored_backup_shows_what_it_held(app: Flask, practised: Person, tmp_path: Path) -> None:
    before = look(practised)
    with app.app_context():
        copy_database(tmp_path / "backup.db")
    answer_rightly(practised, practised.start_quiz("first", mode="due"), 1)
    after = look(practised)
    with app.app_context():
        restore_database(tmp_path / "backup.db")
    assert look(practised) == before != after


@pytest.mark.sqlite("where it keeps the next id")
def test_new_reader_with_the_id_of_a_deleted_one_is_shown_nothing_of_theirs(
    app: Flask, practised: Person
) -> None:
    """Which may happen after a backup was put back."""
    assert "Welcome back" in practised.page("/")
    with app.app_context():
        delete_user(1)
        with writing() as session:
            session.execute(text("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'user'"))
    bob = Person(app.test_client())
    bob.register("bob")
    with app.app_context():
        found = find_credentials("bob")
        assert found
        assert found.user_id == 1
    assert "Nothing here yet" in bob.page("/progress")
    assert "Welcome, bob" in bob.page("/")


def test_day_that_begins_is_seen(app: Flask, ada: Person, clock: Clock) -> None:
    practise_for_weeks(app)
    answer_rightly(ada, ada.start_quiz("first", mode="due"), 1)
    assert "<strong>1 day in a row</strong>." in ada.page("/progress")
    clock.moment += timedelta(days=1)
    assert "one answer today keeps it" in ada.page("/progress")


def test_edited_library_is_seen_where_authors_work(content: Path, environ: dict[str, str]) -> None:
    site = create_app(environ, debug=True)
    ada = Person(site.test_client())
    ada.register("ada")
    practise_for_weeks(site)
    assert "Second steps</a>" in ada.page("/progress")
    topic = content / "02-second" / "topic.md"
    topic.write_text(topic.read_text().replace("title: Second steps", "title: Next steps"))
    assert "Next steps</a>" in ada.page("/progress")
    with site.app_context():
        close_all()


@pytest.mark.promise("E8")
def test_readers_who_were_not_here_lately_are_forgotten_first(
    app: Flask, ada: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    practise_for_weeks(app)
    monkeypatch.setattr(kept_known, "MOST_CARDS", 4)

    def reads_cards(person: Person) -> bool:
        with statements(app) as seen:
            person.page("/practice")
        return any("FROM card" in one for one in seen)

    assert [reads_cards(one) for one in (ada, ada)] == [True, False]
    assert [reads_cards(one) for one in (bob, ada)] == [True, True]
    assert [reads_cards(one) for one in (ada, bob)] == [False, True]


def test_question_put_aside_under_an_old_id_is_put_aside_once_that_is_merged(
    app: Flask, practised: Person
) -> None:
    """Nobody answered it, so its card says nothing: the mark alone is news."""
    living = set(app.extensions[EXTENSION].shelf.library.questions)
    with app.app_context():
        keep_marks(1, "gone", Marks(is_suspended=True), NOW)
    assert is_news(app, practised, lambda: apply_renames({("gone", "second-single")}, living))
