"""Topics as text for programs that read: all the words, in one file or many, and no key."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from notes_site.study.content.library import Library
from notes_site.study.content.written import write_course, write_index
from tests.conftest import Person
from tests.course import read_course
from tests.web.addresses import routes
from tests.web.queries import statements

SITE = "https://notes.example.org"
FILES = ("/topics/first.md", "/llms.txt", "/llms-full.txt")


@pytest.fixture(scope="module")
def course() -> Library:
    return read_course()


def test_topic_is_given_as_its_author_wrote_it(visitor: Person) -> None:
    answer = visitor.get("/topics/first.md")
    assert answer.content_type == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# First steps\n\n> ")
    assert '```python title="app.py"\n' in answer.text
    assert "](/topics/second.md#going-on)" in answer.text


def test_unknown_topic_is_not_there(visitor: Person) -> None:
    assert visitor.get("/topics/gone.md").status_code == 404
    assert visitor.get("/topics/first").content_type.startswith("text/html")


def test_index_names_every_topic_with_its_address(visitor: Person) -> None:
    text = visitor.get("/llms.txt").text
    assert text.startswith("# Sample notes\n\n> ")
    assert "- [First steps](/topics/first.md): " in text
    assert "](/llms-full.txt)" in text


def test_index_names_the_api_where_there_is_one(
    visitor: Person, make_app: Callable[..., Flask]
) -> None:
    assert "- [For programs](/api): " in visitor.get("/llms.txt").text
    without = Person(make_app(NOTES_API="off").test_client())
    assert "/api" not in without.get("/llms.txt").text


def test_addresses_are_whole_where_the_site_has_a_name(
    make_app: Callable[..., Flask], content: Path
) -> None:
    app = make_app(NOTES_CONTENT_DIR=str(content), NOTES_SITE_URL=SITE)
    person = Person(app.test_client())
    for path in FILES[:2]:
        assert f"]({SITE}/topics/second.md" in person.get(path, base_url=SITE).text, path


def test_texts_are_kept_out_of_indexes_and_need_no_database(app: Flask, visitor: Person) -> None:
    assert {routes(app, "GET")[f"texts.{name}"] for name in ("topic", "index", "course")} == {
        *FILES
    }
    for path in FILES:
        with statements(app) as seen:
            answer = visitor.get(path)
        assert (answer.status_code, seen) == (200, [])
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers
        assert (
            visitor.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        )


def texts_of(course: Library) -> Iterator[str]:
    def address(topic: object) -> str:
        return f"/topics/{getattr(topic, 'slug', '')}.md"

    yield write_index(course, "Notes", address, "/llms-full.txt")
    yield write_course(course, "Notes", address, str)  # every topic, as each is given alone


def test_no_text_holds_a_question_or_its_key(course: Library) -> None:
    """Looked for is what only the bank says: the explanations, the marks, the model answers."""
    bank = [
        words
        for question in course.questions.values()
        for words in (question.why, question.hint, *question.kind.explanations)
        if len(words) > 40
    ]
    assert len(bank) > 500
    for text in texts_of(course):
        assert [words for words in bank if words in text] == []
        assert "- [x] " not in text
        assert "<!-- id:" not in text


def test_nothing_invisible_stands_in_a_text(course: Library) -> None:
    assert any(section.searched for topic in course.topics for section in topic.sections)
    for text in texts_of(course):
        assert "<!-- searched" not in text
        assert "{{ source" not in text


def test_every_word_of_a_topic_is_there(course: Library) -> None:
    whole = "\n".join(texts_of(course))
    for topic in course.topics:
        for section in topic.sections:
            assert f"{'#' * section.level} {section.title}\n" in whole
