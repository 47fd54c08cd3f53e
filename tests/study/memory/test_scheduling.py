"""Memory: FSRS's own numbers, days that are days everywhere, and cards that can be rebuilt."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.memory.days import study_day
from notes_site.study.memory.scheduling import (
    DEFAULT_RECALL,
    FAIRLY_SURE,
    GUESSING,
    SURE,
    Card,
    Review,
    next_card,
    rate,
    rebuild_card,
    recall_on,
)

START = date(2026, 3, 1)


def review(day: date, score: float = 1.0, **options: object) -> Review:
    return Review(
        day,
        score,
        options.get("confidence"),  # type: ignore[arg-type]
        bool(options.get("is_hinted")),
        int(options.get("revision", 1)),  # type: ignore[call-overload]
    )


@pytest.mark.parametrize(
    ("score", "confidence", "is_hinted", "rating"),
    [
        (1.0, None, False, fsrs.Rating.Good),
        (1.0, SURE, False, fsrs.Rating.Good),
        (1.0, FAIRLY_SURE, False, fsrs.Rating.Good),
        (1.0, GUESSING, False, fsrs.Rating.Hard),
        (1.0, SURE, True, fsrs.Rating.Hard),
        (0.99, SURE, False, fsrs.Rating.Hard),
        (0.6, None, False, fsrs.Rating.Hard),
        (0.59, None, False, fsrs.Rating.Again),
        (0.0, SURE, False, fsrs.Rating.Again),
    ],
)
def test_answer_is_rated_by_how_right_and_how_sure(
    score: float, confidence: int | None, is_hinted: bool, rating: fsrs.Rating
) -> None:
    given_answer = Review(START, score, confidence, is_hinted, 1)
    assert rate(score, is_unsure=given_answer.is_unsure) is rating


SEQUENCE = [(0, 1.0), (3, 1.0), (10, 0.0), (11, 1.0), (20, 0.7), (60, 1.0), (61, 1.0)]


def test_numbers_are_those_of_the_fsrs_package() -> None:
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    theirs = fsrs.Card(card_id=1, due=datetime(2026, 3, 1, tzinfo=UTC))
    ours: Card | None = None
    for offset, score in SEQUENCE:
        day = START + timedelta(days=offset)
        moment = datetime.combine(day, time(12), tzinfo=UTC)
        theirs, _ = scheduler.review_card(theirs, rate(score, is_unsure=False), moment)
        ours = next_card(ours, review(day, score), DEFAULT_RECALL)
        assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)
        assert ours.due_on == theirs.due.date()
        later = moment + timedelta(days=9)
        expected = scheduler.get_card_retrievability(theirs, later)
        assert recall_on(ours, later.date()) == expected
    assert ours
    assert (ours.reviews, ours.lapses) == (7, 1)


def test_second_answer_of_a_day_moves_nothing() -> None:
    first = next_card(None, review(START), DEFAULT_RECALL)
    assert next_card(first, review(START, 0.0), DEFAULT_RECALL) is first


def test_changed_meaning_starts_afresh() -> None:
    old = rebuild_card([review(START), review(START + timedelta(days=5))], DEFAULT_RECALL)
    day = START + timedelta(days=9)
    renewed = next_card(old, review(day, revision=2), DEFAULT_RECALL)
    assert renewed == next_card(None, review(day, revision=2), DEFAULT_RECALL)


def test_higher_wanted_recall_brings_questions_back_sooner() -> None:
    reviews = [review(START), review(START + timedelta(days=3))]
    eager, easy = rebuild_card(reviews, 0.95), rebuild_card(reviews, 0.8)
    assert eager
    assert easy
    assert eager.due_on < easy.due_on
    assert eager.stability == easy.stability


@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1)), min_size=1, max_size=20))
def test_card_stays_sensible_whatever_is_answered(answers: list[tuple[int, float]]) -> None:
    answers.sort(key=lambda one: one[0])
    reviews = [review(START + timedelta(days=offset), score) for offset, score in answers]
    card = rebuild_card(reviews, DEFAULT_RECALL)
    assert card
    assert card.stability > 0
    assert 1 <= card.difficulty <= 10
    assert card.due_on > card.reviewed_on
    assert 0 < recall_on(card, card.reviewed_on + timedelta(days=1000)) <= 1
    assert recall_on(card, card.reviewed_on) == 1


ZONES = ["Pacific/Auckland", "Asia/Kolkata", "America/Los_Angeles", "UTC"]
# The nights around daylight saving in New Zealand and the United States in 2026.
NIGHTS = [date(2026, 4, 4), date(2026, 9, 26), date(2026, 3, 7), date(2026, 10, 31)]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("evening", NIGHTS)
def test_day_starts_at_four_in_the_morning_where_the_reader_lives(name: str, evening: date) -> None:
    zone = ZoneInfo(name)

    def at(day: date, hour: int, minute: int = 0) -> date:
        return study_day(
            datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC), zone
        )

    morning = evening + timedelta(days=1)
    assert at(evening, 23) == evening
    assert at(morning, 0, 30) == evening
    assert at(morning, 3, 59) == evening
    assert at(morning, 4) == morning
    assert at(morning, 12) == morning


def test_late_evening_and_next_morning_are_one_day_apart() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    late = datetime(2026, 4, 4, 23, tzinfo=zone)
    early = datetime(2026, 4, 5, 8, tzinfo=zone)
    days = [study_day(moment.astimezone(UTC), zone) for moment in (late, early)]
    card = rebuild_card([review(day) for day in days], DEFAULT_RECALL)
    assert card
    assert card.reviews == 2
