"""What comes first, in small libraries made for one rule each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from notes_site.store.database import driver
from notes_site.study.content.library import Library, Section, SectionRef, Term, Topic
from notes_site.study.content.loading import load_library
from notes_site.study.search import Found, Hit, SearchIndex, Snippet
from notes_site.study.text.blocks import Prose


def make_topic(texts: Mapping[str, str], searched: Mapping[str, str]) -> Topic:
    sections = tuple(
        Section(
            title,
            title.lower().replace(" ", "-"),
            2,
            1,
            (Prose(text, 1),) if text else (),
            tuple(filter(None, searched.get(title, "").split(", "))),
        )
        for title, text in texts.items()
    )
    return Topic(
        slug="page", number=1, title="Page", summary="", group="", minutes=1,
        sections=sections, content_hash="", path="", prerequisites=(), sources=(), intro=(),
        footnotes=(), questions=(),
    )  # fmt: skip


@pytest.fixture
def search() -> Iterator[Callable[..., SearchIndex]]:
    opened: list[SearchIndex] = []

    def make(
        texts: Mapping[str, str], searched: Mapping[str, str] | None = None, **named: str
    ) -> SearchIndex:
        terms = tuple(
            Term(name.replace("_", " "), name, (), SectionRef("page", anchor), "", 1)
            for name, anchor in named.items()
        )
        opened.append(
            SearchIndex(
                Library("", "", "en", (), (make_topic(texts, searched or {}),), terms), driver
            )
        )
        return opened[-1]

    yield make
    for index in opened:
        index.close()


def first(index: SearchIndex, query: str) -> str:
    hits = index.find(query, 20).hits
    return hits[0].anchor if hits else ""


def test_word_that_stands_beside_any_subject_decides_nothing(
    search: Callable[..., SearchIndex],
) -> None:
    others = {f"{word} sessions": "" for word in ("Old", "Long", "Many")}
    index = search({"Files": "", "Sessions": "", **others, "Cookies": "", "Forms": ""})
    assert first(index, "session file ") == "sessions"
    assert first(index, "file") == "files"


def test_rare_word_in_a_text_tells_more_than_a_common_one_in_a_heading(
    search: Callable[..., SearchIndex],
) -> None:
    others = {f"Flask {word}": "" for word in ("forms", "mail", "login", "cache", "admin")}
    index = search({"Flask": "", **others, "The first lines": "More.\n\nHello!"})
    assert first(index, "flask hello ") == "the-first-lines"


def test_what_somebody_asks_for_counts_where_the_other_words_stand_everywhere(
    search: Callable[..., SearchIndex],
) -> None:
    others = {f"Flask {word}": "" for word in ("forms", "mail", "login", "cache", "admin")}
    index = search({**others, "Sessions": "", "The interview": "Flask."})
    assert first(index, "flask interview questions") == "the-interview"
    assert first(index, "session interview questions") == "sessions"


def test_word_that_two_names_of_code_share_counts_once(
    search: Callable[..., SearchIndex],
) -> None:
    text = "More.\n\n`after_request` and `teardown_request`."
    index = search({"After": text, "Requests": text})
    assert first(index, "after_request vs teardown_request ") == "after"


def test_code_typed_whole_is_not_about_its_first_words_alone(
    search: Callable[..., SearchIndex],
) -> None:
    text = "More.\n\n`after_request`."
    found = search({"After": text, "Requests": text}).find("after_request", 20)
    assert [hit.worth for hit in found.hits] == [pytest.approx(found.hits[0].worth)] * 2


def test_whole_word_is_not_taken_for_the_beginning_of_a_rarer_one(
    search: Callable[..., SearchIndex],
) -> None:
    index = search({"Processors": "", "Processes": "", "A process": ""})
    assert [hit.anchor for hit in index.find("process", 20).hits] == ["processes", "a-process"]
    assert len(index.find("proc", 20).hits) == 3


def test_status_and_its_name_are_one_thing(search: Callable[..., SearchIndex]) -> None:
    index = search({"Cookies": "", "Answering 404": "", "Too many requests": ""})
    assert first(index, "page not found") == "answering-404"
    assert first(index, "429") == "too-many-requests"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("serialization", "Serialisation"),
        ("serialisation", "Serialization"),
        ("color", "Colour"),
        ("behaviour", "Behavior"),
    ],
)
def test_either_spelling_finds_the_other(
    search: Callable[..., SearchIndex], typed: str, written: str
) -> None:
    index = search({"Cookies": "", written: ""})
    found = index.find(typed, 20)
    assert (found.hits[0].anchor, found.corrected) == (written.lower(), "")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("users logged out", "Logout"),
        ("rolled back", "Rollback"),
        ("rolls back", "Rollback"),
        ("blank lines", "Whitespace"),
    ],
)
def test_name_is_known_in_any_form(
    search: Callable[..., SearchIndex], typed: str, name: str
) -> None:
    index = search({"Logging": "", "A blank form": "", name: ""})
    assert first(index, typed) == name.lower()


def test_name_that_no_text_says_leads_to_what_teaches_it(
    search: Callable[..., SearchIndex],
) -> None:
    index = search({"Tests": "Tests, tests.", "Order": "In any order."}, flaky_test="order")
    found = index.find("flaky tests", 20)
    assert (found.hits[0].anchor, found.corrected) == ("order", "")


def test_what_people_type_leads_to_the_section_that_its_author_named(
    search: Callable[..., SearchIndex],
) -> None:
    texts = {"Layouts": "And more.", "Headers": "Every page.", "Pages": "The same, and the same."}
    index = search(texts, {"Layouts": "master page, same header everywhere"})
    assert first(index, "same headers everywhere ") == "layouts"
    assert first(index, "header ") == "headers"


def test_words_that_only_phrases_have_are_known_and_mended(
    search: Callable[..., SearchIndex],
) -> None:
    index = search({"Layouts": "And more.", "Lists": "More."}, {"Layouts": "boilerplate html"})
    assert index.find("boilerplate", 20).corrected == ""
    assert index.find("boilerplaet ", 20).corrected == "boilerplate"
    assert first(index, "boilerplaet ") == "layouts"


def test_phrase_asked_for_whole_comes_before_its_words_in_several_phrases(
    search: Callable[..., SearchIndex],
) -> None:
    phrases = {"Many": "zebra farm, zoo visit, lion cage", "One": "zebra zoo, ant hill, bee hive"}
    index = search({"Many": "", "One": ""}, phrases)
    assert first(index, "zebra zoo") == "one"


def test_place_that_is_searched_for_in_these_words_has_them_all(
    search: Callable[..., SearchIndex],
) -> None:
    """So no page says that only most of the words were found."""
    index = search({"Layouts": "Of pages.", "Lists": "More."}, {"Layouts": "master page"})
    assert not index.find("master page", 20).is_partial
    assert index.find("master pages lists", 20).is_partial


def test_phrases_are_never_shown(search: Callable[..., SearchIndex]) -> None:
    index = search({"Layouts": "And more.", "Lists": "More."}, {"Layouts": "boilerplate html"})
    hit = index.find("boilerplate", 20).hits[0]
    assert "boilerplate" not in "".join((*hit.heading.parts, *hit.snippet.parts))


@pytest.mark.parametrize(
    "telling",
    [
        "A zebra is striped.\n\nAnd more.",
        "And more.\n\n| Animal | Is |\n|---|---|\n| zebra | here |",
    ],
    ids=["in the first paragraph", "first in a row of a table"],
)
def test_what_a_section_begins_with_tells_more_than_what_it_mentions(
    search: Callable[..., SearchIndex], telling: str
) -> None:
    index = search({"One": "And more.\n\nA zebra is here.", "Two": telling})
    assert first(index, "zebra") == "two"


def make_hit(slug: str, worth: float) -> Hit:
    return Hit(slug, f"{slug}{worth}", slug, Snippet(("",)), Snippet(("",)), worth)


def test_page_keeps_its_places_together_but_for_those_much_worse_than_the_next_pages_best() -> None:
    hits = [make_hit("a", 10), make_hit("b", 9), make_hit("a", 8), make_hit("a", 2)]
    pages = Found(tuple(hits)).pages
    assert [[hit.anchor for hit in page.hits] for page in pages] == [["a10", "a8"], ["b9"], ["a2"]]


def test_question_that_was_typed_stays_first_though_others_are_worth_more() -> None:
    hits = [make_hit("a", 1), make_hit("b", 9), make_hit("a", 8)]
    pages = Found(tuple(hits)).pages
    assert [[hit.anchor for hit in page.hits] for page in pages] == [["a1", "a8"], ["b9"]]


def test_question_typed_word_by_word_comes_before_what_is_worth_more(content: Path) -> None:
    with (content / "01-first/topic.md").open("a", encoding="utf-8") as topic:
        topic.write("\n## What does len count\n<!-- searched: what does len count -->\n\n")
        topic.write("What does len count? It is the count of len that len does count.\n")
    with closing(SearchIndex(load_library(content).library, driver)) as index:
        best, other = index.find("what does len count", 9).pages[0].hits[:2]
    assert (best.about, best.anchor) == ("starting", "what-does-len-count")
    assert (other.about, other.anchor) == ("", "what-does-len-count")
    assert other.worth > best.worth
