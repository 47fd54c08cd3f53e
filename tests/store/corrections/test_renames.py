"""What was done under an old id counts for the new one, and returns when the author goes back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from notes_site.store.corrections.renames import apply_renames
from notes_site.store.notes.flags import add_flag, open_flags
from notes_site.store.notes.marks import LONGEST_NOTE, Marks, find_marks, keep_marks
from notes_site.store.practice.answers import record_answer, void_answer
from notes_site.store.practice.cards import find_cards, rebuild_cards
from notes_site.store.practice.quizzes import add_quiz, find_quiz
from tests.store.answers import NOW, TODAY, answer
from tests.store.stored import find_histories

RENAMED = frozenset({("old", "new")})


def answer_on(user_id: int, question_id: str, days: int, score: float = 1.0) -> int:
    """Answer a question some days after the first day, in a quiz of its own."""
    quiz_id = add_quiz(user_id, "seed", [question_id], NOW)
    day = TODAY + timedelta(days=days)
    record_answer(user_id, answer(quiz_id, 1, score, question_id, day=day), NOW)
    return quiz_id


def rename(declared: frozenset[tuple[str, str]], *living: str) -> None:
    apply_renames(declared, set(living))


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_answers_cards_marks_flags_and_sittings_move_to_the_new_id(user_id: int) -> None:
    quiz_id = add_quiz(user_id, "seed", ["old", "other"], NOW)
    record_answer(user_id, answer(quiz_id, 1, 1.0, "old"), NOW)
    keep_marks(user_id, "old", Marks(is_bookmarked=True, note="mine"), NOW)
    add_flag(user_id, "old", "version", "wrong", NOW)
    card = find_cards(user_id)["old"]

    rename(RENAMED, "new", "other")

    quiz = find_quiz(user_id, quiz_id)
    assert quiz
    assert quiz.question_ids == {1: "new", 2: "other"}
    assert quiz.answers[1].grade.is_right
    assert find_cards(user_id) == {"new": card}
    assert set(find_histories(user_id)) == {"new"}
    assert find_marks(user_id, ["new"])["new"] == Marks(is_bookmarked=True, note="mine")
    assert [flag.question_id for flag in open_flags()] == ["new"]


def test_quiz_and_flag_of_a_worker_with_the_older_content_move_at_the_next_start(
    user_id: int,
) -> None:
    rename(RENAMED, "new")
    quiz_id = add_quiz(user_id, "seed", ["old"], NOW)
    add_flag(user_id, "old", "version", "wrong", NOW)

    rename(RENAMED, "new")

    quiz = find_quiz(user_id, quiz_id)
    assert quiz
    assert quiz.question_ids == {1: "new"}
    assert [flag.question_id for flag in open_flags()] == ["new"]


def test_two_merged_histories_replay_by_date(user_id: int) -> None:
    answer_on(user_id, "old", 0)
    answer_on(user_id, "new", 3, 0.0)
    answer_on(user_id, "old", 9)
    alone = [answer_on(user_id, "told-so", days, score) for days, score in ((0, 1), (3, 0), (9, 1))]
    assert alone
    rename(RENAMED, "new", "told-so")
    cards = find_cards(user_id)
    assert cards["new"] == cards["told-so"]
    assert rebuild_cards(user_id) == 2
    assert find_cards(user_id) == cards
    assert find_histories(user_id)["new"].answered == 3


def test_author_who_goes_back_finds_all_as_it_was(user_id: int) -> None:
    answer_on(user_id, "old", 0)
    answer_on(user_id, "new", 1, 0.0)
    keep_marks(user_id, "old", Marks(note="of the old"), NOW)
    keep_marks(user_id, "new", Marks(is_suspended=True), NOW)
    before = find_cards(user_id), find_histories(user_id), find_marks(user_id)
    rename(RENAMED, "new")
    assert find_marks(user_id, ["new"])["new"] == Marks(is_suspended=True, note="of the old")
    rename(frozenset(), "old", "new")
    cards, histories, marks = find_cards(user_id), find_histories(user_id), find_marks(user_id)
    assert (cards, histories) == before[:2]
    assert marks["old"] == Marks(note="of the old")


def test_what_was_done_under_the_new_id_comes_back_with_the_author(user_id: int) -> None:
    answer_on(user_id, "old", 0)
    keep_marks(user_id, "old", Marks(is_bookmarked=True, note="first"), NOW)
    rename(RENAMED, "new")
    answer_on(user_id, "new", 4)
    keep_marks(user_id, "new", Marks(note="second"), NOW)
    card = find_cards(user_id)["new"]
    rename(frozenset(), "old")
    assert find_cards(user_id) == {"old": card}
    assert find_marks(user_id, ["old"])["old"] == Marks(note="second")


def test_chain_of_renames_is_followed_to_its_end(user_id: int) -> None:
    answer_on(user_id, "old", 0)
    keep_marks(user_id, "old", Marks(is_bookmarked=True), NOW)
    rename(RENAMED, "new")
    keep_marks(user_id, "new", Marks(note="no bookmark now"), NOW)
    rename(frozenset({("new", "newest")}), "newest")
    assert set(find_cards(user_id)) == {"newest"}
    assert find_marks(user_id, ["newest"])["newest"] == Marks(note="no bookmark now")


def test_removed_claim_stays_remembered(user_id: int) -> None:
    answer_on(user_id, "old", 0)
    rename(RENAMED, "new")
    rename(frozenset(), "new")
    assert set(find_cards(user_id)) == {"new"}


def test_answer_that_an_older_worker_wrote_meanwhile_is_fetched(user_id: int) -> None:
    rename(RENAMED, "new")
    answer_on(user_id, "old", 0)
    rename(RENAMED, "new")
    assert set(find_cards(user_id)) == {"new"}


def test_bookmark_taken_back_after_the_merge_stays_away(user_id: int) -> None:
    keep_marks(user_id, "old", Marks(is_bookmarked=True), NOW)
    rename(RENAMED, "new")
    keep_marks(user_id, "new", Marks(), NOW)
    rename(RENAMED, "new")
    assert find_marks(user_id, ["new"]) == {}


def test_joined_notes_say_each_thing_once_and_stay_short_enough(user_id: int) -> None:
    keep_marks(user_id, "old", Marks(note="o" * LONGEST_NOTE), NOW)
    keep_marks(user_id, "new", Marks(note="n"), NOW)
    keep_marks(user_id, "b", Marks(note="same"), NOW)
    keep_marks(user_id, "c", Marks(note="the same"), NOW)
    rename(RENAMED | {("b", "c")}, "new", "c")
    notes = find_marks(user_id)
    assert notes["new"].note == ("n\n\n" + "o" * LONGEST_NOTE)[:LONGEST_NOTE]
    assert notes["c"].note == "the same"


def test_renamed_answer_can_still_be_undone(user_id: int) -> None:
    quiz_id = answer_on(user_id, "old", 0)
    rename(RENAMED, "new")
    assert void_answer(user_id, quiz_id, 1, NOW)
    assert find_cards(user_id) == {}
