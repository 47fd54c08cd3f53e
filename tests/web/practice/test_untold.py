"""While an interview or exam lasts, nothing that a reader can open tells how their answers did.

Two readers do the same, but that one answers rightly in the exam and the other wrongly: until it is
over all their pages and files say the same.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Clock, Person
from tests.pages import only
from tests.web.timed import start

PAGES = ("/", "/progress", "/practice", "/saved", "/topics/second")
THEIRS = re.compile(r'ada|bob|/(quizzes|interviews)/\d+|value="[\w.-]{40,}"|data-draft="\d+')
"""What is a reader's own on every page: names, numbers of quizzes, tokens."""


def practised_and_examined(person: Person, clock: Clock, choice: str) -> str:
    """Answer the second topic's question wrongly on a day, and ten days later in an exam."""
    quiz = person.start_quiz("second", length=1)
    person.submit(f"{quiz}/1", choice="no")
    clock.moment += timedelta(days=10)
    exam = start(person, "exam-10", "second")
    person.submit(f"{exam}/1", choice=choice)
    person.submit(f"{exam}/1", choice=choice)
    return quiz


def seen_by(person: Person, quiz: str) -> dict[str, list[str]]:
    pages = {path: person.page(path) for path in (*PAGES, f"{quiz}/1", f"{quiz}/results")}
    return {THEIRS.sub("", path): words_of(page) for path, page in pages.items()}


def words_of(page: str) -> list[str]:
    """Return what stands on a page, in the order of the alphabet: options stand in any."""
    return sorted(THEIRS.sub("", only(page, "main").html or "").split())


def worked_out(person: Person) -> Mapping[str, Any]:
    """Return what stands in a reader's file that follows from their answers."""
    found = json.loads(person.get("/account/data/everything.json").text)
    return {name: found[name] for name in ("cards", "days")}


@pytest.fixture
def examined(ada: Person, bob: Person, clock: Clock) -> tuple[str, str]:
    """Return where each practised before: Ada does well in the exam, and Bob does not."""
    first = clock.moment = datetime(2026, 11, 2, 12, tzinfo=UTC)
    found = practised_and_examined(ada, clock, "yes")
    clock.moment = first
    return found, practised_and_examined(bob, clock, "no")


@pytest.mark.promise("B16")
def test_pages_tell_nothing_of_an_exam_under_way_and_all_of_it_after(
    app: Flask, ada: Person, bob: Person, examined: tuple[str, str], clock: Clock
) -> None:
    here, there = seen_by(ada, examined[0]), seen_by(bob, examined[1])
    assert [path for path in here if here[path] != there[path]] == []
    clock.moment += timedelta(hours=1)
    here, there = seen_by(ada, examined[0]), seen_by(bob, examined[1])
    differing = {path for path in here if here[path] != there[path]}
    assert differing >= {"/progress", "/practice", "/1", "/results"}


@pytest.mark.promise("B16")
def test_file_tells_nothing_of_an_exam_under_way_and_all_of_it_after(
    app: Flask, ada: Person, bob: Person, examined: tuple[str, str], clock: Clock
) -> None:
    assert worked_out(ada) == worked_out(bob)
    clock.moment += timedelta(hours=1)
    assert worked_out(ada) != worked_out(bob)
    assert [len(rows) for rows in worked_out(ada).values()] == [1, 2]
