"""The first page: the idea in one drawing, a question to try at once, the course as a path."""

import re

from flask import Flask

from notes_site.study.memory.forgetting import forget
from tests.conftest import Person, shown
from tests.pages import attributes, only, texts
from tests.web.histories import practise_for_weeks

POINT = re.compile(r"[ML]([\d.]+) ([\d.]+)")


def drawn(page: str, line: str) -> list[tuple[float, float]]:
    """Return a line of the curve as it is drawn: days, and per cent forgotten."""
    path = only(page, f"path.curve-{line}").attributes["d"] or ""
    return [(float(day), float(lost)) for day, lost in POINT.findall(path)]


def test_curve_is_drawn_where_fsrs_puts_it(visitor: Person) -> None:
    page, curve = visitor.page("/"), forget()
    for line, points in (("kept", curve.kept), ("lost", curve.lost)):
        expected = [(round(day, 3), round(100 - 100 * share, 3)) for day, share in points]
        assert drawn(page, line) == expected
    assert (26, 0) in drawn(page, "kept")  # asked again that day, and known
    marks = [float(one.rstrip("%")) for one in attributes(page, ".curve-dot", "cx")]
    assert marks == [round(100 * day / 30, 2) for day in (0, *curve.asked_on)]


def test_curve_says_in_words_what_it_shows(visitor: Person) -> None:
    (said,) = texts(visitor.page("/"), ".curve figcaption")
    assert "Asked again after 1, 3, 9 and 26 days" in said
    assert "in 30 days is 99%" in said
    assert "answered only once, 47%" in said
    assert "FSRS" in said
    assert "default parameters" in said


def test_visitor_answers_a_question_with_one_press(visitor: Person) -> None:
    page = visitor.page("/")
    offered = attributes(page, ".try-one button[name='1-choice']", "value")
    assert shown("right") in offered
    assert only(page, ".try-one form").attributes["action"] == "/trial"
    assert "because the author says so" not in page
    answered = visitor.page(f"/trial?1-choice={shown('right')}")
    assert "✓ Right" in answered
    assert "because the author says so" in answered
    assert "Not answered" not in answered


def test_reader_is_not_told_again_what_this_is(ada: Person) -> None:
    page = ada.page("/")
    assert "curve-kept" not in page
    assert "Try one now" not in page


def test_each_topic_shows_how_far_the_reader_is_and_what_the_shapes_mean(
    app: Flask, ada: Person, visitor: Person
) -> None:
    practise_for_weeks(app)
    page = ada.page("/")
    assert texts(page, "[aria-label='What the marks mean'] li") == [
        "not begun",
        "begun",
        "half mastered",
        "all mastered",
    ]
    levels = [name.split()[-1] for name in attributes(page, ".card .mastery", "class")]
    assert levels == ["mastery-begun", "mastery-new"]
    assert "mastery" not in visitor.page("/")
