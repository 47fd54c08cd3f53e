"""A reader's file brought to another site: the same memory, once, and no file can do harm."""

import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from notes_site.store.database import db, writing
from notes_site.store.models import Answer, QuestionVersion, Rename, User
from notes_site.store.notes.marks import Marks, find_marks, keep_marks
from notes_site.store.notes.reading import record_reads
from notes_site.store.people.plans import InterviewOutcome, end_interview
from notes_site.store.people.portable import merging, reading
from notes_site.store.people.portable.export import write_file
from notes_site.store.people.portable.merging import Added, add_brought
from notes_site.store.people.portable.reading import RefusedFileError, read_file
from notes_site.store.people.users import change_settings
from notes_site.store.practice.answers import record_answer, void_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards, replay_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.quizzes import add_quiz, find_quiz
from notes_site.study.content.library import SectionRef
from tests.store.answers import NOW, TODAY, answer

KNOWN = {"q", "r", "s"}
LATER = NOW + timedelta(days=400)
NOTHING = Added(0, 0, 0, 0, 0, 0)


def practise(user_id: int, *, days: int = 40, since: int = 0, seed: str = "seed") -> None:
    """Answer three questions every third day: right, wrong in turns, one undone, one renamed."""
    for at in range(since, since + days, 3):
        moment = NOW + timedelta(days=at)
        quiz_id = add_quiz(user_id, f"{seed}-{at}", ["q", "r", "gone"], moment)
        for position, name in enumerate(("q", "r", "gone"), 1):
            day = TODAY + timedelta(days=at)
            score = float((at + position) % 2)
            given = answer(quiz_id, position, score, name, day=day, confidence=1 + at % 3)
            record_answer(user_id, given, moment + timedelta(seconds=position))
        if at % 2:
            void_answer(user_id, quiz_id, 3, moment)


@pytest.fixture
def practised(app: Flask, user_id: int) -> Iterator[int]:
    with app.app_context():
        practise(user_id)
        keep_marks(user_id, "q", Marks(is_bookmarked=True, note="A note."), NOW)
        record_reads(user_id, [SectionRef("first", "why")], NOW)
        end_interview(user_id, InterviewOutcome(TODAY, "well", "WSGI."), None)
        change_settings(
            user_id, time_zone="Asia/Tokyo", wanted_recall=0.95, daily_cap=20, interview_on=TODAY
        )
        yield user_id


def file_of(user_id: int) -> bytes:
    return "".join(write_file(user_id, "Notes", NOW)).encode()


def bring(user_id: int, file: bytes, **options: Any) -> Added:
    return add_brought(user_id, read_file(io.BytesIO(file), LATER), KNOWN, **options)


def facts(user_id: int) -> dict[str, Any]:
    """Return what a reader's file says of them, but who and when."""
    found = json.loads(file_of(user_id))
    left_out = {"exported_at", "reader", "browsers", "events", "flags"}
    return {name: value for name, value in found.items() if name not in left_out}


@pytest.mark.promise("B17")
def test_what_is_brought_to_another_account_is_all_there_and_comes_back_on_the_same_days(
    practised: int, make_reader: Callable[[str], int]
) -> None:
    there = make_reader("bob")
    added = bring(there, gzip.compress(file_of(practised)), takes_settings=True)
    assert (added.quizzes, added.answers, added.unknown) == (14, 42, 14)
    assert (added.marks, added.sections, added.interviews) == (1, 1, 1)
    assert facts(there) == facts(practised)
    assert find_cards(there) == find_cards(practised)
    assert find_days(there) == find_days(practised)
    zone = select(User.time_zone, User.wanted_recall).where(User.id == there)
    assert tuple(db.session.execute(zone).one()) == ("Asia/Tokyo", 0.95)


def test_the_same_file_twice_is_the_same_as_once(
    practised: int, make_reader: Callable[[str], int]
) -> None:
    there, file = make_reader("bob"), file_of(practised)
    bring(there, file)
    once = facts(there)
    assert bring(there, file) == NOTHING
    assert bring(practised, file) == NOTHING
    assert facts(there) == once


def test_file_that_is_too_large_for_one_turn_is_added_in_several(
    practised: int, make_reader: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is whole: whoever is cut off between two brings the file again."""
    there, file = make_reader("bob"), file_of(practised)
    monkeypatch.setattr(merging, "ANSWERS_AT_ONCE", 10)
    replayed = list[int]()

    def replay_and_fail(session: Session, user_id: int) -> int:
        replayed.append(user_id)
        if len(replayed) == 3:
            raise OSError("killed")
        return replay_cards(session, user_id)

    with monkeypatch.context() as patch:
        patch.setattr(merging, "replay_cards", replay_and_fail)
        with pytest.raises(OSError, match="killed"):
            bring(there, file)
    cards = find_cards(there)
    rebuild_cards(there)
    assert cards == find_cards(there) != {}
    assert bring(there, file, takes_settings=True).answers == 42 - 18
    assert facts(there) == facts(practised)


def test_settings_stay_unless_they_are_asked_for(
    practised: int, make_reader: Callable[[str], int]
) -> None:
    there = make_reader("bob")
    bring(there, file_of(practised))
    found = select(User.time_zone, User.wanted_recall).where(User.id == there)
    assert tuple(db.session.execute(found).one()) == ("UTC", 0.9)


def test_older_answers_are_replayed_before_those_that_are_here(
    app: Flask, practised: int, make_reader: Callable[[str], int]
) -> None:
    """Whoever practised there first and here then has the cards of one who did all of it here."""
    here, all_here = make_reader("bob"), make_reader("carol")
    practise(here, since=60, seed="here")
    practise(all_here)
    practise(all_here, since=60, seed="here")
    bring(here, file_of(practised))
    assert find_cards(here) == find_cards(all_here)
    cards = find_cards(here)
    rebuild_cards(here)
    assert find_cards(here) == cards


def quiz_ids(user_id: int) -> list[int]:
    statement = select(Answer.quiz_id).where(Answer.user_id == user_id)
    return list(db.session.execute(statement).scalars())


def test_newer_file_of_a_quiz_that_was_left_adds_only_what_followed(
    app: Flask, user_id: int, make_reader: Callable[[str], int]
) -> None:
    with app.app_context():
        there = make_reader("bob")
        quiz_id = add_quiz(user_id, "seed", ["q", "r"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 1.0), NOW)
        bring(there, file_of(user_id))
        record_answer(user_id, answer(quiz_id, 2, 0.0, "r"), NOW + timedelta(minutes=1))
        assert bring(there, file_of(user_id)) == Added(0, 1, 0, 0, 0, 0)
        assert facts(there) == facts(user_id)


def test_answer_that_stands_here_is_not_replaced(
    app: Flask, user_id: int, make_reader: Callable[[str], int]
) -> None:
    """It was undone here after the file was made, and another given in its place."""
    with app.app_context():
        quiz_id = add_quiz(user_id, "seed", ["q"], NOW)
        record_answer(user_id, answer(quiz_id, 1, 0.0), NOW)
        there = make_reader("bob")
        bring(there, file_of(user_id))
        (copied,) = set(quiz_ids(there))
        void_answer(there, copied, 1, NOW)
        record_answer(there, answer(copied, 1, 1.0), NOW + timedelta(minutes=1))
        assert bring(there, file_of(user_id)) == NOTHING
        found = find_quiz(there, copied)
        assert found
        assert found.answers[1].grade.is_right


def test_regraded_answer_still_names_the_one_that_was_given(
    practised: int, make_reader: Callable[[str], int]
) -> None:
    with writing() as session:
        given = session.execute(select(Answer).order_by(Answer.id)).scalars().first()
        assert given
        values = {one.name: getattr(given, one.name) for one in Answer.__table__.columns}
        session.execute(update(Answer).where(Answer.id == given.id).values(voided_at=NOW))
        session.add(Answer(**values | {"id": None, "corrects_id": given.id, "score": 0.25}))
    rebuild_cards(practised)
    there = make_reader("bob")
    bring(there, file_of(practised))
    first = select(Answer).where(Answer.user_id == there, Answer.corrects_id.is_not(None))
    regrade = db.session.execute(first).scalar_one()
    assert regrade.corrects_id
    corrected = db.session.get(Answer, regrade.corrects_id)
    assert corrected
    assert (corrected.user_id, corrected.voided_at is None) == (there, False)
    db.session.close()
    assert bring(there, file_of(practised)) == NOTHING


def test_question_that_was_renamed_here_gets_what_was_answered_under_its_old_name(
    practised: int, make_reader: Callable[[str], int]
) -> None:
    with writing() as session:
        session.add(Rename(old_id="gone", new_id="s", is_applied=True))
    there = make_reader("bob")
    assert bring(there, file_of(practised)).unknown == 0
    assert set(find_cards(there)) == {"q", "r", "s"}
    found = select(Answer.asked_as).where(Answer.user_id == there, Answer.question_id == "s")
    assert set(db.session.execute(found).scalars()) == {"gone"}
    db.session.close()
    assert bring(there, file_of(practised)) == NOTHING


def test_notes_are_joined_and_nothing_that_was_left_out_comes_back(
    practised: int, make_reader: Callable[[str], int]
) -> None:
    there = make_reader("bob")
    keep_marks(there, "q", Marks(is_suspended=True, note="Mine."), NOW)
    for _ in range(2):
        bring(there, file_of(practised))
        kept = Marks(is_bookmarked=True, is_suspended=True, note="Mine.\n\nA note.")
        assert find_marks(there) == {"q": kept}


def rows() -> dict[str, int]:
    tables = (Answer, User, QuestionVersion)
    return {
        table.__tablename__: db.session.execute(
            select(func.count()).select_from(table)
        ).scalar_one()
        for table in tables
    }


def hostile(file: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield files that are no whole file of ours."""
    whole = json.loads(file)

    def changed(place: str, **values: Any) -> bytes:
        copy = json.loads(file)
        quiz = copy["quizzes"][0]
        target = {"quiz": quiz, "answer": quiz["answers"][0], "mark": copy["marks"][0]}[place]
        return json.dumps(copy | {} if target.update(values) else copy).encode()

    yield "cut", file[: len(file) // 2]
    yield "cut, packed", gzip.compress(file)[:-20]
    yield "longer", file + b"{}"
    yield "nothing", b""
    yield "a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    yield "a list", b"[1, 2]"
    yield "another site's", b'{"format": "anki", "version": 1}'
    yield "another order", json.dumps({"quizzes": [], **whole}).encode()
    yield "newer", json.dumps(whole | {"version": 3}).encode()
    yield "packed badly", b"\x1f\x8b" + b"x" * 100
    yield "not UTF-8", file.replace(b"A note.", b"\xff\xfe")
    yield "large number", file.replace(b'"position": 1', b'"position": ' + b"9" * 5_000)
    yield "deep", file[:-3] + b',"x":' + b"[" * 50_000
    yield "unknown key", changed("answer", user_id=1)
    yield "score", changed("answer", score=1_000)
    yield "text for a number", changed("answer", revision="1")
    yield "year", changed("answer", answered_at="9999-12-31T23:59:59+00:00")
    yield "no such day", changed("answer", study_day="2026-02-30")
    yield "far from its moment", changed("answer", study_day="2026-01-01")
    yield "not asked", changed("answer", position=9)
    yield "corrects itself", changed("answer", corrects=0)
    yield "path for an id", changed("mark", question_id="../../etc/passwd")
    yield "path for a course", changed("mark", course="../sql")
    yield "long note", changed("mark", note="x" * 5_000)
    yield "no offset", changed("quiz", started_at="2026-11-23T12:00:00")
    yield "quizzes", json.dumps(whole | {"quizzes": {"a": 1}}).encode()


@pytest.mark.promise("D9")
def test_file_that_is_torn_foreign_or_hostile_is_refused_in_a_line_and_nothing_is_stored(
    practised: int,
) -> None:
    """D9: what is brought is limited and follows no path out."""
    before = rows(), facts(practised)
    db.session.close()
    for name, file in hostile(file_of(practised)):
        with pytest.raises(RefusedFileError) as refused:
            bring(practised, file)
        words = str(refused.value)
        assert 20 < len(words) < 250, name
        assert "\n" not in words, name
    assert (rows(), facts(practised)) == before


@pytest.mark.promise("D9")
def test_file_that_unpacks_to_more_than_it_says_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = b'{"format": "notes-site-reader", "version": 1, "quizzes": [' + b" " * 10_000_000
    monkeypatch.setattr(reading, "MOST_UNPACKED_BYTES", 1_000_000)
    file = io.BytesIO(gzip.compress(start * 3))
    with pytest.raises(RefusedFileError, match="more in this file"):
        read_file(file, LATER)
    assert file.tell() < 80_000


@pytest.mark.promise("D9")
@pytest.mark.parametrize("key", ["quizzes", "answers", "marks", "sections_read", "interviews"])
def test_file_with_too_many_of_anything_is_refused(
    practised: int, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setitem(reading.MOST, key, 0)
    with pytest.raises(RefusedFileError, match="more in this file"):
        bring(practised, file_of(practised))


@pytest.mark.promise("D9")
def test_file_whose_items_name_more_courses_than_a_site_has_is_refused(practised: int) -> None:
    brought = json.loads(file_of(practised)) | {"version": 2}
    (mark, *_others) = brought["marks"]
    for most, refused in ((100, False), (101, True)):
        named = [mark | {"course": f"course-{number}"} for number in range(most)]
        file = io.BytesIO(json.dumps(brought | {"marks": named}).encode())
        if refused:
            with pytest.raises(RefusedFileError, match="more in this file"):
                read_file(file, LATER)
        else:
            assert len(read_file(file, LATER).courses) == most


@pytest.mark.promise("D9")
def test_one_quiz_with_too_much_in_it_is_refused(
    practised: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_PARTS", 50)
    with pytest.raises(RefusedFileError, match="more in this file"):
        bring(practised, file_of(practised))


VALUE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = VALUE | st.lists(VALUE) | st.dictionaries(st.text(), VALUE)


@pytest.mark.promise("D9")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_file_is_taken_or_refused(practised: int, data: st.DataObject) -> None:
    """Some value anywhere in a good file is replaced by any other."""
    found = json.loads(file_of(practised))
    inside: Any = found
    while True:
        names = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        name = data.draw(st.sampled_from(names))
        if (
            not isinstance(inside[name], dict | list)
            or not inside[name]
            or data.draw(st.booleans())
        ):
            inside[name] = data.draw(JSON)
            break
        inside = inside[name]
    with suppress(RefusedFileError):
        bring(practised, json.dumps(found).encode())
