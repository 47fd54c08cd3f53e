"""What a signed-in reader leaves and finds in the text, and what visitors never see of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.store.people.users import reset_progress
from tests.conftest import PASSWORD, Person, shown
from tests.pages import texts
from tests.store.stored import find_reads
from tests.web.queries import statements

READ = "/topics/first/read"
SECTIONS = ("starting", "a-detail", "failing-well", "showing-things")


def mark(person: Person, *sections: str, **more: str) -> int:
    fields = {"section": list(sections)} | more
    return person.submit("/topics/first", READ, **fields).status_code


def test_reader_marks_a_section_and_comes_back_to_it(ada: Person) -> None:
    page = ada.page("/topics/first")
    assert page.count("Mark as read") == len(SECTIONS)
    assert page.count("is-unread") == 3 * len(SECTIONS)  # two tables of contents, and the headings
    response = ada.submit("/topics/first", READ, section="starting")
    assert (response.status_code, response.location) == (303, "/topics/first#starting")
    page = ada.page("/topics/first")
    assert page.count("Mark as read") == len(SECTIONS) - 1
    assert page.count("is-unread") == 3 * (len(SECTIONS) - 1)


def test_script_marks_several_at_once_and_gets_no_page(ada: Person) -> None:
    assert mark(ada, "starting", "a-detail", quiet="yes") == 204
    assert ada.page("/topics/first").count("Mark as read") == len(SECTIONS) - 2


def test_section_that_is_not_there_is_passed_over(app: Flask, ada: Person) -> None:
    assert mark(ada, "gone", "starting") == 303
    assert mark(ada) == 303
    with app.app_context():
        assert [ref.anchor for ref in find_reads(1)] == ["starting"]


def test_marking_twice_keeps_one_mark(app: Flask, ada: Person) -> None:
    mark(ada, "starting")
    mark(ada, "starting", quiet="yes")
    with app.app_context():
        assert len(find_reads(1)) == 1


def test_stranger_sees_nothing_of_my_marks(ada: Person, bob: Person) -> None:
    mark(ada, "starting")
    assert bob.page("/topics/first").count("Mark as read") == len(SECTIONS)
    assert "You stopped reading" not in bob.page("/")


def test_visitor_cannot_mark_and_sees_no_marks(app: Flask, ada: Person, visitor: Person) -> None:
    mark(ada, "starting")
    page = visitor.page("/topics/first")
    for trace in ("Mark as read", "read-mark", "section-end", "reading.js", "csrf_token"):
        assert trace not in page
    ada.submit("/account", "/logout")
    assert visitor.client.post(READ, data={"section": "starting"}).status_code == 400
    with app.app_context():
        assert len(find_reads(1)) == 1


def test_home_and_topic_say_where_reading_stopped(ada: Person) -> None:
    assert "You stopped reading" not in ada.page("/")
    mark(ada, "starting")
    assert 'href="/topics/first#a-detail">First steps: A detail</a>' in ada.page("/")
    assert 'href="#a-detail">Continue at: A detail</a>' in ada.page("/topics/first")
    assert "Continue at" not in ada.page("/topics/second")
    mark(ada, *SECTIONS)
    assert 'href="/topics/second#going-on"' in ada.page("/")


def test_recall_stands_in_words_beside_each_heading(ada: Person) -> None:
    assert '<p class="section-facts">0 of 7 questions answered</p>' in ada.page("/topics/first")
    quiz = ada.start_quiz("first", length=8)
    for position in range(1, 9):
        fields = {"choice": [shown("right")], "text": "return"}
        ada.submit(f"{quiz}/{position}", **fields)
    told = texts(ada.page("/topics/first"), ".section-facts")
    assert any(re.match(r"Recall \d\d% · ", words) for words in told), told


def test_signed_in_topic_costs_at_most_five_selects(app: Flask, ada: Person) -> None:
    mark(ada, "starting")
    for path, most in (("/topics/first", 5), ("/topics/first?recall=1", 5), ("/", 6)):
        with statements(app) as seen:
            ada.page(path)
        selects = [one for one in seen if one.startswith("SELECT")]
        assert 0 < len(selects) <= most, (path, selects)


def test_marks_go_with_progress_and_with_the_account(app: Flask, ada: Person) -> None:
    mark(ada, "starting")
    with app.app_context():
        reset_progress(1)
        assert find_reads(1) == {}
    mark(ada, "starting")
    ada.submit("/account", "/account/delete", delete_password=PASSWORD, delete_is_sure="y")
    with app.app_context():
        assert find_reads(1) == {}


@pytest.mark.parametrize("query", ["", "?recall=1"])
def test_visitors_page_is_the_same_for_everybody(
    app: Flask, visitor: Person, ada: Person, query: str
) -> None:
    path = f"/topics/first{query}"
    mark(ada, "starting")
    with statements(app) as seen:
        response = visitor.get(path)
    assert seen == []
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.data == Person(app.test_client()).get(path).data
    again = visitor.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_recall_first_folds_each_section_under_a_question(visitor: Person) -> None:
    assert 'href="/topics/first?recall=1"' in visitor.page("/topics/first")
    page = visitor.page("/topics/first?recall=1")
    assert page.count('<details class="recall">') == len(SECTIONS)
    assert "<summary>Which keyword leaves a function?</summary>" in page
    assert "<summary>What do you remember of this?</summary>" in page
    assert visitor.get("/topics/first?recall=1").headers["X-Robots-Tag"] == "noindex"
    assert 'href="/topics/first">Show the whole text' in page
    assert '<details class="recall">' not in visitor.page("/topics/first?recall=2")


def test_topic_says_when_it_changed_and_where_its_source_is(
    make_app: Callable[..., Flask], content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = content / "02-second/topic.md"
    file.write_text(file.read_text().replace("group:", "changed: 2026-11-20\ngroup:"))
    monkeypatch.setattr("notes_site.web.pages.reading.CHECKOUT", content.parent)
    named = {"NOTES_SOURCE_URL": "https://git.example.org/me/notes/blob/main"}
    page = Person(make_app(**named).test_client()).page("/topics/second")
    assert 'Changed <time datetime="2026-11-20">20 November 2026</time>' in page
    source = "https://git.example.org/me/notes/blob/main/content/02-second/topic.md"
    assert f'<a href="{source}" rel="noopener">Source</a>' in page
    monkeypatch.undo()
    assert "Source</a>" not in Person(make_app(**named).test_client()).page("/topics/second")


def test_tag_gathers_sections_and_stems_but_no_answers(visitor: Person) -> None:
    assert 'href="/tags/basics">basics</a>' in visitor.page("/tags")
    page = visitor.page("/tags/basics")
    assert 'href="/topics/first#starting"' in page
    assert "Which of these is right?" in page
    assert 'href="/practice?tag=basics"' in page
    for answer in ("the right one", "because the author says so"):
        assert answer not in page
    assert visitor.get("/tags/nothing").status_code == 404


def test_topic_links_the_tags_that_lead_on_to_others(
    make_app: Callable[..., Flask], content: Path
) -> None:
    page = Person(make_app().test_client()).page("/topics/first")
    assert "/tags/basics" not in page
    bank = content / "02-second/questions.md"
    bank.write_text(bank.read_text().replace("difficulty:", "tags: basics; difficulty:", 1))
    page = Person(make_app().test_client()).page("/topics/first")
    assert 'href="/tags/basics">basics</a>' in page


def test_anybody_tries_questions_of_the_course_at_once(app: Flask, visitor: Person) -> None:
    assert 'href="/trial"' in visitor.page("/")
    with statements(app) as seen:
        page = visitor.page("/trial")
        answered = visitor.get(f"/trial?1-choice={shown('right')}")
    assert seen == []
    assert "Not answered" not in page
    assert "because the author says so" not in page
    assert "✓ Right" in answered.text
    assert "because the author says so" in answered.text
    assert answered.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answered.headers
    assert visitor.get("/trial?1-choice=" + "x" * 5_000).status_code == 400


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/try", "/trial"),
        ("/try?2-choice=a&_external=1", "/trial?2-choice=a&_external=1"),
        ("/topics/first/check?1-choice=b", "/topics/first/trial?1-choice=b"),
    ],
)
def test_address_that_a_trial_had_before_leads_on(visitor: Person, before: str, now: str) -> None:
    assert visitor.get(before).location == now
    assert visitor.get(before, follow_redirects=True).status_code == 200


def test_section_with_another_heading_stays_read(
    content: Path, make_app: Callable[..., Flask], ada: Person
) -> None:
    mark(ada, "starting")
    file = content / "01-first" / "topic.md"
    text = file.read_text()
    file.write_text(text.replace("## Starting\n", "## Beginning\n<!-- was: starting -->\n"))
    for other in content.rglob("*.md"):
        other.write_text(other.read_text().replace("#starting", "#beginning"))
    with make_app().app_context():
        assert [ref.anchor for ref in find_reads(1)] == ["beginning"]
