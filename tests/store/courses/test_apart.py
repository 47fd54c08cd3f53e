"""Two courses whose questions, topics and sections have equal ids never meet in what is stored."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from notes_site.store.corrections.moved import move_reads
from notes_site.store.corrections.notices import find_corrections
from notes_site.store.corrections.regrading import regrade_answers, regrade_brought
from notes_site.store.corrections.renames import apply_renames
from notes_site.store.courses.adopting import OF_COURSES, BegunError, adopt
from notes_site.store.courses.enrolments import enrol
from notes_site.store.courses.naming import split_full
from notes_site.store.database import Base, db
from notes_site.store.models import Flag, QuestionVersion, Rename, User
from notes_site.store.notes.flags import add_flag, open_flags
from notes_site.store.notes.marks import Marks, find_marks, keep_marks
from notes_site.store.notes.reading import record_reads
from notes_site.store.people.events import find_events
from notes_site.store.people.plans import InterviewOutcome, end_interview, find_outcomes
from notes_site.store.people.portable.calendars import add_calendar_link, find_calendar_owner
from notes_site.store.people.portable.export import write_file
from notes_site.store.people.users import (
    add_sign_in,
    add_user,
    change_name,
    change_settings,
    delete_user,
    find_credentials,
    find_reader,
    reset_progress,
)
from notes_site.store.practice.cards import find_cards, rebuild_cards
from notes_site.store.practice.days import find_days
from notes_site.store.practice.memory import find_memory
from notes_site.store.practice.quizzes import find_quiz, recent_quizzes
from notes_site.study.content.library import SectionRef
from tests.store.answers import NOW, TODAY
from tests.store.corrected import A, B, give, question
from tests.store.stored import find_histories, find_reads

IN_FULL = {Flag, Rename, QuestionVersion}
"""Whose rows are no reader's, or outlive theirs: there a question's name says its course."""
NAMES = {"question_id", "slug", "anchor", "old_id", "new_id"}
SECTION = SectionRef("first", "why")


class Rows(NamedTuple):
    """One person: the account, and who they are in each of two courses."""

    account: int
    aid: int
    sql: int


@pytest.fixture
def ada(app: Flask, user_id: int) -> Iterator[Rows]:
    with app.app_context():
        aid, sql = enrol(user_id, "aid"), enrol(user_id, "sql")
        assert aid
        assert sql
        yield Rows(user_id, aid, sql)


def do_everything(user_id: int, course: str) -> int:
    """Have a reader do with "q" and the first section whatever is stored; return the quiz."""
    quiz_id = give(user_id, question(A), A)
    keep_marks(user_id, "q", Marks(is_bookmarked=True, note=f"of {course}"), NOW)
    record_reads(user_id, [SECTION], NOW)
    add_flag(user_id, "q", "version", f"wrong in {course}", NOW, course)
    return quiz_id


def everything_of(user_id: int) -> tuple[object, ...]:
    return (
        *(find_cards(user_id), find_histories(user_id), find_marks(user_id), find_reads(user_id)),
        *(find_days(user_id), find_outcomes(user_id), recent_quizzes(user_id, 9)),
        find_memory(user_id, TODAY, NOW),
    )


def test_every_row_that_names_a_question_or_a_section_says_its_course() -> None:
    """By its reader, who has a row in each course, or by a name in full; new tables, too."""
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        if not NAMES & {column.name for column in table.c} or mapper.class_ in IN_FULL:
            continue
        leads_to = {key.column.table.name for key in table.foreign_keys}
        assert leads_to & {"user", "quiz"}, leads_to


def test_what_is_done_in_one_course_is_nothing_in_the_other(ada: Rows) -> None:
    nothing = everything_of(ada.sql)
    do_everything(ada.aid, "aid")
    end_interview(ada.aid, InterviewOutcome(date(2026, 11, 20), "well", ""), date(2027, 1, 4))
    assert everything_of(ada.sql) == nothing
    assert everything_of(ada.account) == nothing

    do_everything(ada.sql, "sql")
    reset_progress(ada.aid)
    assert find_cards(ada.aid) == {}
    assert set(find_cards(ada.sql)) == {"q"}


def test_section_that_got_another_heading_in_one_course_keeps_its_own_in_the_other(
    ada: Rows,
) -> None:
    record_reads(ada.aid, [SECTION], NOW)
    record_reads(ada.sql, [SECTION], NOW)
    move_reads({SECTION: "wherefore"}, "sql")
    assert find_reads(ada.aid) == {SECTION: NOW}
    assert find_reads(ada.sql) == {SectionRef("first", "wherefore"): NOW}


def test_reader_is_another_in_each_course_with_one_account(ada: Rows) -> None:
    token = add_sign_in(ada.account, NOW, "Firefox")
    assert token
    change_settings(
        ada.sql,
        time_zone="Asia/Tokyo",
        wanted_recall=0.85,
        daily_cap=20,
        interview_on=date(2027, 1, 4),
        language="de",
    )
    found = {name: find_reader(token, NOW, name) for name in ("", "aid", "sql", "new")}
    assert all(one and one.account_id == ada.account for one in found.values())
    assert {name: one.id for name, one in found.items() if one} == {
        "": ada.account,
        "aid": ada.aid,
        "sql": ada.sql,
        "new": -ada.account,  # nobody has such a number, so nothing is theirs
    }
    plans = {name: (one.daily_cap, one.interview_on) for name, one in found.items() if one}
    assert plans.pop("sql") == (20, date(2027, 1, 4))
    assert set(plans.values()) == {(60, None)}
    everywhere = {(one.time_zone, one.language) for one in found.values() if one}
    assert everywhere == {("Asia/Tokyo", "de")}
    assert enrol(ada.account, "later")
    later = find_reader(token, NOW, "later")
    assert later
    assert later.language == "de"


def test_enrolling_twice_is_enrolling_once(ada: Rows) -> None:
    assert enrol(ada.account, "sql") == ada.sql
    assert enrol(12345, "sql") is None


def test_nobody_signs_in_as_a_row_of_a_course(ada: Rows) -> None:
    keys = db.session.execute(select(User.name_key).where(User.course != "")).scalars().all()
    assert len(keys) == 2
    assert not any(find_credentials(key) for key in keys)


def test_a_new_name_is_the_name_in_every_course(ada: Rows) -> None:
    token = add_sign_in(ada.account, NOW, "Firefox")
    assert token
    signed_in = find_reader(token, NOW)
    assert signed_in
    assert change_name(ada.account, "grace", NOW, signed_in.sign_in_id)
    add_flag(ada.sql, "q", "version", "wrong", NOW, "sql")
    assert [flag.username for flag in open_flags()] == ["grace"]


def test_deleting_the_account_deletes_what_is_theirs_in_every_course(ada: Rows) -> None:
    do_everything(ada.aid, "aid")
    do_everything(ada.sql, "sql")
    add_user("bob", "hash", NOW)
    delete_user(ada.account)
    assert db.session.execute(select(User.username)).scalars().all() == ["bob"]
    assert (find_cards(ada.aid), find_marks(ada.sql)) == ({}, {})
    said = [(one.course, one.question_id, one.username) for one in open_flags()]
    assert said == [("aid", "q", None), ("sql", "q", None)]


@pytest.mark.parametrize("course", ["", "aid", "sql"])
def test_corrected_key_grades_again_in_its_own_course_alone(ada: Rows, course: str) -> None:
    places = dict(zip(("", "aid", "sql"), ada, strict=True))
    for name, user_id in places.items():
        regrade_answers([question(A)], NOW, course=name)
        give(user_id, question(A), A)

    assert regrade_answers([question(B)], NOW, course=course) == 1

    told = {name for name, user_id in places.items() if find_corrections(user_id)}
    assert told == {course}
    others = places.keys() - {course}
    assert [regrade_answers([question(A)], NOW, course=name) for name in others] == [0, 0]
    assert regrade_brought(places[course], [question(B)], NOW, course) == 0


@pytest.mark.parametrize("course", ["", "aid", "sql"])
def test_renamed_question_moves_in_its_own_course_alone(ada: Rows, course: str) -> None:
    places = dict(zip(("", "aid", "sql"), ada, strict=True))
    quizzes = {name: do_everything(user_id, name) for name, user_id in places.items()}

    apply_renames({("q", "new")}, {"new"}, course)

    for name, user_id in places.items():
        wanted = "new" if name == course else "q"
        quiz = find_quiz(user_id, quizzes[name])
        assert quiz
        assert quiz.question_ids == {1: wanted}
        assert set(find_cards(user_id)) == set(find_histories(user_id)) == {wanted}
        rebuild_cards(user_id)  # by the answers themselves
        assert set(find_cards(user_id)) == {wanted}
        assert ("new" in find_marks(user_id)) == (name == course)
        assert [one.question_id for one in open_flags(name)] == [wanted]
    for name in places:  # what one declares is no news of another
        apply_renames(set(), {"q"} if name != course else {"new"}, name)
    assert set(find_cards(places[course])) == {"new"}

    apply_renames(set(), {"q"}, course)  # the author goes back
    assert [set(find_cards(user_id)) for user_id in ada] == [{"q"}] * 3


def test_file_of_a_course_has_that_course_alone_and_the_log_of_the_account(ada: Rows) -> None:
    do_everything(ada.aid, "aid")
    quiz_id = do_everything(ada.sql, "sql")
    add_sign_in(ada.account, NOW, "Firefox")
    found = json.loads("".join(write_file(ada.sql, "SQL", NOW)))
    assert quiz_id
    assert [len(found[name]) for name in ("quizzes", "marks", "sections_read", "cards")] == [1] * 4
    assert [(one["question_id"], one["words"]) for one in found["flags"]] == [("q", "wrong in sql")]
    assert [one["note"] for one in found["marks"]] == ["of sql"]
    assert [one["browser"] for one in found["browsers"]] == ["Firefox"]
    assert found["reader"]["username"] == "ada"


def test_calendar_of_a_course_is_read_there_alone_and_told_in_the_account(ada: Rows) -> None:
    token = add_calendar_link(ada.sql, NOW + timedelta(seconds=1))
    owner = find_calendar_owner(token, "sql")
    assert owner
    assert owner.user_id == ada.sql
    assert find_calendar_owner(token, "aid") is None
    assert find_calendar_owner(token) is None
    assert len(find_events(ada.account, NOW + timedelta(hours=1))) == 1


@pytest.mark.parametrize(
    ("name", "course", "own"), [("q", "", "q"), ("sql/q", "sql", "q"), ("a-b/c-d", "a-b", "c-d")]
)
def test_name_in_full_says_course_and_id(name: str, course: str, own: str) -> None:
    assert split_full(name) == (course, own)


def test_the_only_course_of_before_becomes_one_of_several_with_all_that_was_done(
    user_id: int, app: Flask
) -> None:
    with app.app_context():
        bob = add_user("bob", "hash", NOW)
        assert bob
        quiz_id = do_everything(user_id, "")
        regrade_answers([question(A)], NOW)
        token = add_sign_in(user_id, NOW, "Firefox")
        assert token
        before = everything_of(user_id)

        regrade_answers([question(B)], NOW, course="sql")  # the start that first knew the course
        assert adopt("sql") == 2

        reader = find_reader(token, NOW, "sql")
        assert reader
        assert everything_of(reader.id) == before
        assert find_quiz(reader.id, quiz_id)
        assert everything_of(user_id) == everything_of(bob)
        assert [(one.course, one.question_id) for one in open_flags()] == [("sql", "q")]
        assert regrade_answers([question(B)], NOW) == 0
        assert regrade_answers([question(B)], NOW, course="sql") == 1
        with pytest.raises(BegunError):
            adopt("sql")


def test_every_table_of_readers_is_of_the_account_or_moves_with_its_course() -> None:
    """A new one is named here or there."""
    of_accounts = {"sign_in", "event", "reset_link", "app_codes", "recovery_code", "passkey"}
    of_accounts |= {"identity", "ceremony", "use", "user"}
    lead_to_readers = {
        mapper.local_table.description
        for mapper in Base.registry.mappers
        if {key.column.table.name for key in mapper.local_table.foreign_keys} & {"user"}
    }
    assert lead_to_readers == of_accounts | {table.__tablename__ for table in OF_COURSES}
