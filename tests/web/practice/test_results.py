"""The results of a quiz: a picture, what each answer changed, and what to do next."""

from datetime import timedelta

from flask import Flask

from notes_site.store.database import db
from notes_site.store.practice.cards import find_cards
from notes_site.study.memory.scheduling import recall_on
from notes_site.web.context import EXTENSION
from tests.conftest import Clock, Person
from tests.pages import attributes, form_of, texts
from tests.web.answering import answer_rightly, position_of

WRONG = ("Which keyword leaves a function?", "What speeds up a falling stone, in m/s²?")


def half_right(person: Person) -> str:
    """Answer three questions of the first topic, two of them wrongly; return the quiz."""
    quiz = person.start_quiz("first")
    answer_rightly(person, quiz, position_of(person, quiz, "Which of these is right?"))
    for title in WRONG:
        path = f"{quiz}/{position_of(person, quiz, title)}"
        person.submit(path, path, text="1")
    return quiz


def test_results_picture_the_quiz_and_say_when_each_comes_back(ada: Person) -> None:
    page = ada.page(f"{half_right(ada)}/results")
    states = [name.split()[-1] for name in attributes(page, ".quiz-steps a", "class")]
    assert sorted(states) == ["step-open"] * 6 + ["step-right"] + ["step-wrong"] * 2
    gained, comes_back, soon = texts(page, ".changes li")
    assert (comes_back, soon) == ("1 comes back in 2 days", "2 come back by tomorrow")
    assert gained.startswith("0% →")
    listed = texts(page, ".outcome .facts")
    assert listed.count("✗ wrong · comes back tomorrow") == 2
    assert listed.count("✓ right · comes back in 2 days") == 1
    assert listed.count("not answered") == 6


def expected(app: Flask, clock: Clock, *, in_days: int = 1) -> str:
    """Return what the cards let expect of the first topic's questions, by the stored cards."""
    ids = [one.id for one in app.extensions[EXTENSION].shelf.library.by_slug["first"].askable]
    with app.app_context():
        cards = [card for name, card in find_cards(1).items() if name in ids]
        db.session.close()
    day = clock.moment.date() + timedelta(days=in_days)
    return f"{sum(recall_on(card, day) for card in cards) / len(ids):.0%}"


def gain_of(person: Person, quiz: str) -> list[str]:
    words = texts(person.page(f"{quiz}/results"), ".changes li")
    return [" ".join(one.replace("→to", "→").split()[:3]) for one in words if "expected" in one]


def test_results_compare_what_is_expected_without_the_quiz_and_with_it(
    app: Flask, ada: Person, clock: Clock
) -> None:
    clock.moment = clock.moment.replace(hour=12)
    first = ada.start_quiz("first")
    for position in range(1, 10):
        answer_rightly(ada, first, position)
    assert gain_of(ada, first) == [f"0% → {expected(app, clock)}"]
    clock.moment += timedelta(days=4)
    assert gain_of(ada, first) == []  # what it did is no news by now

    before = expected(app, clock)
    second = ada.start_quiz("first")
    for position in range(1, 10):
        answer_rightly(ada, second, position)
    change = f"{before} → {expected(app, clock)}"
    assert gain_of(ada, second) == [change]
    clock.moment += timedelta(minutes=5)
    half_right(ada)
    assert gain_of(ada, second) == [change]


def test_results_look_at_the_day_of_the_interview(app: Flask, ada: Person, clock: Clock) -> None:
    clock.moment = clock.moment.replace(hour=12)
    on = clock.moment.date() + timedelta(days=9)
    ada.submit("/account/interview", interview_on=on.isoformat())
    quiz = half_right(ada)
    page = ada.page(f"{quiz}/results")
    assert "expected in these sections on the day of your interview" in page
    assert "in these sections tomorrow" not in page


def test_mistakes_of_a_quiz_are_asked_again_in_one_press(ada: Person) -> None:
    quiz = half_right(ada)
    assert texts(form_of(ada.page(f"{quiz}/results"), f"{quiz}/again"), "button") == [
        "Practise the 2 again"
    ]
    again = ada.submit(f"{quiz}/results", f"{quiz}/again").location.rpartition("/")[0]
    assert {texts(ada.page(f"{again}/{at}"), "h1#question")[0] for at in (1, 2)} == set(WRONG)
    for position in (1, 2):
        answer_rightly(ada, again, position)
    page = ada.page(f"{again}/results")
    assert f"{again}/again" not in attributes(page, "form", "action")
    assert ada.submit("/account", f"{again}/again").location == f"{again}/results"


def test_question_left_out_since_is_not_asked_again(ada: Person) -> None:
    quiz = half_right(ada)
    ada.submit("/account", "/questions/first-short/marks", is_suspended="y", leave_out="yes")
    page = ada.page(f"{quiz}/results")
    assert "✗ wrong · asked no more" in texts(page, ".outcome .facts")
    assert "Practise it again" in texts(page, "button")


def test_stranger_repeats_and_takes_up_nobodys_quiz(ada: Person, bob: Person) -> None:
    quiz = half_right(ada)
    assert bob.submit("/account", f"{quiz}/again").status_code == 404
    bob.submit("/account", f"{quiz}/take-up")
    assert bob.get(f"{quiz}/results").status_code == 404
