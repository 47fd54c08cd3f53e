"""The pages of what is asked most: interview questions, the essentials, and practising them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import PASSWORD, Person
from tests.pages import attributes, only, section, texts
from tests.web.machines.api.program import sign_in


def test_interview_questions_stand_under_the_sections_that_teach_them(visitor: Person) -> None:
    index = visitor.page("/questions")
    assert "/topics/first/questions" in attributes(section(index, "group-1"), "a", "href")
    page = visitor.page("/topics/first/questions")
    assert texts(page, "main h2") == ["Starting", "Failing well"]
    on = visitor.page("/topics/first/questions/failing-well?level=senior")
    assert "/topics/first#failing-well" in attributes(on, ".asked a", "href")
    found = attributes(section(page, "about-starting"), "a", "href")
    answered = "/topics/first/questions/starting#what-does-len-count"
    assert {"/topics/first#starting", answered, "/practice?question=first-true-false"} <= {*found}


def test_answer_is_folded_until_the_reader_has_said_theirs(visitor: Person) -> None:
    page = visitor.page("/topics/first/questions/starting")
    fold = only(page, "details")
    assert "open" not in fold.attributes
    assert texts(page, "details summary") == ["What does len count? Middle"]
    # A browser opens what holds the target of an address, and not what it stands in the name of.
    assert "The items of a container" in only(page, "details > #what-does-len-count").text()
    assert "/topics/first#starting" in attributes(page, "main a", "href")


@pytest.mark.parametrize(
    "path",
    ["/topics/second/questions", "/topics/first/questions/a-detail", "/topics/no/questions"],
)
def test_where_nothing_is_answered_there_is_no_page(visitor: Person, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_search_leads_to_the_answer(visitor: Person) -> None:
    page = visitor.page("/search?q=what+does+len+count")
    first = attributes(page, ".hits a", "href")[0]
    assert first == "/topics/first/questions/starting#what-does-len-count"
    assert "As interviewers ask" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [("?level=junior", 1), ("?level=senior", 1), ("?level=middle", 1), ("?level=other", 3)],
)
def test_interview_questions_are_those_of_one_level_by_a_link(
    visitor: Person, query: str, shown: int
) -> None:
    assert len(texts(visitor.page(f"/topics/first/questions{query}"), ".asked > li")) == shown
    words = f"{shown} question" if shown == 1 else f"{shown} questions"
    assert texts(visitor.page(f"/questions{query}"), ".contents .facts") == [words]
    of_section = visitor.page(f"/topics/first/questions/starting{query}")
    # There is no senior one: who comes with that level sees all that there are.
    is_narrowed = query in {"?level=junior", "?level=middle"}
    assert len(texts(of_section, ".asked > li")) == (1 if is_narrowed else 2)
    assert "/questions?level=junior" in attributes(visitor.page("/questions"), "a", "href")


def test_one_press_beside_an_interview_question_asks_its_question(ada: Person) -> None:
    page = "/topics/first/questions/starting"
    button = only(ada.page(page), "button[name=questions]").attributes
    response = ada.submit(page, "/practice", mode="mix", length=1, questions="first-true-false")
    assert button["value"] == "first-true-false"
    assert "A dictionary keeps the order of insertion." in ada.page(response.location)


def test_visitor_who_wants_to_practise_one_meets_it_after_signing_in(
    app: Flask, ada: Person
) -> None:
    wanted = "/practice?question=first-true-false"
    assert (
        Person(app.test_client())
        .get(wanted)
        .location.endswith("practice?question%3Dfirst-true-false")
    )
    browser = Person(app.test_client())
    response = browser.submit("/login", username="ada", password=PASSWORD, next=wanted)
    page = browser.page(response.location)
    assert "A dictionary keeps the order of insertion." in page
    assert "Question 1 of 1" in page


def test_who_looks_for_saved_questions_where_they_were_is_led_to_them(ada: Person) -> None:
    assert "/saved" in attributes(ada.page("/questions"), "main a", "href")


def test_essentials_lead_from_section_to_section_and_say_what_is_read(ada: Person) -> None:
    way = "/topics/second?essentials=1"
    page = ada.page("/essentials")
    assert texts(page, "main .button") == ["Start reading"]
    assert f"{way}#going-on" in attributes(page, "ol.contents a", "href")
    ada.submit("/topics/second", "/topics/second/read", section="going-on")
    page = ada.page("/essentials")
    assert "✓ read" in only(page, "ol.contents").text()
    assert "Start reading" not in page


def test_topic_folds_what_is_asked_less_often_on_the_short_way(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    with (content / "02-second/topic.md").open("a") as topic:
        topic.write("\n## A rarity\n\nHardly anybody asks.\n")
    person = Person(make_app().test_client())
    short, whole = person.page("/topics/second?essentials=1"), person.page("/topics/second")
    assert "Hardly anybody asks." in only(short, "details.recall").text()
    assert texts(whole, "article details") == []
    assert "Always asked" in whole
    assert "/topics/second?essentials=1" in attributes(whole, "a", "href")
    assert 'rel="prev"' not in short


def test_quiz_of_the_essentials_asks_nothing_else(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    bank = content / "01-first/questions.md"
    bank.write_text(
        bank.read_text().replace("id: first-single;", "id: first-single; asked: often;")
    )
    app = make_app()
    person = Person(app.test_client())
    person.register("ada")
    assert "Only the essentials" in person.page("/practice")
    assert "Practise the essentials" in texts(person.page("/essentials"), "main button")
    begun = person.submit("/practice", mode="mix", length=10, essentials="1")
    assert "Which of these is right?" in person.page(begun.location)
    program = sign_in(app, "ada")
    asked = program.get("/questions?asked=often&level=junior")["items"]
    assert [(one["id"], one["asked"], one["level"]) for one in asked] == [
        ("first-single", "often", "junior")
    ]
    quiz = program.post("/quizzes", {"essentials": True, "length": 10}, 201)
    assert [one["question_id"] for one in quiz["steps"]] == ["first-single"]
