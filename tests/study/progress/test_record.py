"""Looking back: the year, the streak, and how far the expectations held."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.loading import load_library
from notes_site.study.memory.days import DayCount
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.progress.calibration import calibrate, recall_by_week
from notes_site.study.progress.record import Streak, count_year, find_streak, look_back

LIBRARY = load_library(Path(__file__).parents[2] / "content").library
TODAY = date(2026, 11, 25)  # a Wednesday


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def practised(days_ago: int, *, was_due: int | None = None, answered: int = 1) -> DayCount:
    """Return a day of answers to questions that had been due since so many days ago."""
    due_on = None if was_due is None else ago(was_due)
    return DayCount(ago(days_ago), answered, earliest_due_on=due_on)


@pytest.mark.parametrize(
    ("days", "due_days", "streak"),
    [
        ([], [], Streak(0, False)),
        ([practised(0)], [], Streak(1, True)),
        ([practised(0), practised(1), practised(2)], [], Streak(3, True)),
        # today is not over: it doesn't end a streak, even with questions waiting
        ([practised(1), practised(2)], [ago(0)], Streak(2, False)),
        # nothing was due on the day between: it keeps the streak and adds nothing
        ([practised(0), practised(2)], [ago(-3)], Streak(2, True)),
        ([practised(0, was_due=0), practised(2)], [], Streak(2, True)),
        # a question still waits since the day between, or waited until today
        ([practised(0), practised(2)], [ago(1)], Streak(1, True)),
        ([practised(0, was_due=1), practised(2)], [], Streak(1, True)),
        ([practised(0, was_due=9), practised(2)], [], Streak(1, True)),
        ([practised(3)], [ago(2)], Streak(0, False)),
        # a question that fell due later says nothing of the days before
        ([practised(0, was_due=1), practised(1), practised(3)], [], Streak(3, True)),
    ],
)
def test_streak_ends_only_on_a_day_with_something_due(
    days: list[DayCount], due_days: list[date], streak: Streak
) -> None:
    assert find_streak(days, due_days, TODAY) == streak


def day_counts() -> st.SearchStrategy[DayCount]:
    def build(days_ago: int, counts: list[int], share: float) -> DayCount:
        few, some, many = sorted(counts)
        known = (few, min(few, some)) if share < 0.5 else (some, few)
        sureness = ((0, 0), (few, min(few, 1)), (some - few, some - few))
        return DayCount(ago(days_ago), many, few, *known, share * known[0], None, sureness)

    counts = st.lists(st.integers(1, 60), min_size=3, max_size=3)
    return st.builds(build, st.integers(0, 500), counts, st.floats(0, 1))


@given(days=st.lists(day_counts(), max_size=40), shift=st.integers(0, 6))
def test_year_has_each_day_once_and_counts_add_up(days: list[DayCount], shift: int) -> None:
    today = TODAY + timedelta(days=shift)
    record = look_back(days, Known(LIBRARY, Memory({}, {}, today)))
    weeks = record.year
    assert len(weeks) == 53
    assert all(week.monday.weekday() == 0 for week in weeks)
    shown = [week.monday + timedelta(days=at) for week in weeks for at in range(len(week.answered))]
    assert shown == [weeks[0].monday + timedelta(days=at) for at in range(len(shown))]
    assert shown[-1] == today
    counted = sum(sum(week.answered) for week in weeks)
    assert counted == sum(one.answered for one in days if one.day >= shown[0])
    places = [place for level in record.year_by_level for place in level]
    assert len(places) == len(set(places)) == len(shown)
    assert record.streak.length <= len({one.day for one in days})


@given(days=st.lists(day_counts(), max_size=40))
def test_shares_are_shares_and_no_answer_is_counted_twice(days: list[DayCount]) -> None:
    weeks = recall_by_week(days, TODAY)
    assert len(weeks) == 26
    for week in weeks:
        for share in (week.right_share, week.expected_share):
            assert (share is None) is (week.answered == 0)
            assert share is None or 0 <= share <= 1
    assert sum(week.answered for week in weeks) <= sum(one.predicted for one in days)
    said = calibrate(days)
    assert sum(one.answered for one in said) <= sum(one.answered for one in days)
    assert all(one.right_share is None or 0 <= one.right_share <= 1 for one in said)


def test_week_sets_what_was_right_against_what_was_expected() -> None:
    days = [
        DayCount(ago(0), 5, 4, 4, 3, 3.2, None, ((0, 0), (0, 0), (5, 4))),
        DayCount(ago(2), 6, 1, 1, 1, 0.8),
        DayCount(ago(3), 9, 9, 9, 9, 9.0),
    ]
    newest = recall_by_week(days, TODAY)[-1]
    assert newest.answered == 5
    assert newest.right_share == pytest.approx(4 / 5)
    assert newest.expected_share == pytest.approx(4.0 / 5)
    assert calibrate(days)[-1].right_share == pytest.approx(4 / 5)


def test_year_starts_on_a_monday_and_ends_today() -> None:
    weeks = count_year([practised(0, answered=7)], TODAY)
    assert weeks[-1].monday == date(2026, 11, 23)
    assert weeks[-1].answered == (0, 0, 7)
