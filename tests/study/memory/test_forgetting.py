"""The curve on the first page is FSRS's own, with the parameters that it comes with."""

from datetime import UTC, datetime, timedelta

import fsrs
import pytest

from notes_site.study.memory.forgetting import forget

FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


def day(number: int) -> datetime:
    return FIRST + timedelta(days=number)


def lowest(points: tuple[tuple[float, float], ...], on: int) -> float:
    """Return how low a line falls on a day before it is lifted again."""
    return min(share for at, share in points if at == on)


def test_drawn_curve_is_that_of_fsrs_on_the_days_it_names() -> None:
    drawn = forget(30)
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, _ = scheduler.review_card(fsrs.Card(1, due=FIRST), fsrs.Rating.Again, FIRST)
    once = scheduler.get_card_retrievability(card, day(30))
    assert drawn.lost_share == pytest.approx(once)
    assert drawn.asked_on == (1, 3, 9, 26)
    for number in drawn.asked_on:
        assert card.due == day(number)
        before = scheduler.get_card_retrievability(card, day(number))
        assert lowest(drawn.kept, number) == pytest.approx(before)
        card, _ = scheduler.review_card(card, fsrs.Rating.Good, day(number))
    again = scheduler.get_card_retrievability(card, day(30))
    assert drawn.kept_share == pytest.approx(again)
    assert drawn.days == 30


def test_lines_begin_together_and_fall_apart() -> None:
    drawn = forget(30)
    assert drawn.kept[0] == drawn.lost[0] == (0, 1)
    assert [share for _, share in drawn.lost] == sorted((s for _, s in drawn.lost), reverse=True)
    assert drawn.kept_share > 0.9 > 0.5 > drawn.lost_share


def test_answer_is_soon_too_new_to_be_asked_again() -> None:
    assert forget(1).asked_on == ()
    assert forget(1).kept == forget(1).lost
