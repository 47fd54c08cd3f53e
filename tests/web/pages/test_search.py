"""The search page, and the list under the field while somebody types."""

from tests.conftest import Person
from tests.pages import parse


def first_link(page: str) -> str:
    return page.split('<ol class="hits"')[1].split('href="')[1].split('"', maxsplit=1)[0]


def test_search_leads_to_the_section(visitor: Person) -> None:
    page = visitor.page("/search?q=starting")
    assert first_link(page) == "/topics/first#starting"
    assert "<mark>starting</mark>" in page
    assert "<mark>Starting</mark></a>" in page


def test_places_stand_under_the_page_that_they_are_on(visitor: Person) -> None:
    page = visitor.page("/search?q=start+step+paragraph")
    pages = parse(page).css(".hits > li")
    titles = [one.css(".eyebrow")[0].text() for one in pages if one.css("ul")]
    assert titles == ["First steps", "Second steps"]
    for one, slug in zip(pages, ("first", "second"), strict=False):
        links = one.css("ul a")
        assert links
        assert all(f"/topics/{slug}" in str(link.attributes["href"]) for link in links)


def test_misspelt_word_is_found_and_said(visitor: Person) -> None:
    page = visitor.page("/search?q=startng")
    assert '<a href="/search?q=starting">starting</a> instead of “startng”' in page
    assert first_link(page) == "/topics/first#starting"


def test_reader_learns_that_no_place_has_all_words(visitor: Person) -> None:
    assert "No place has all of these words" in visitor.page("/search?q=starting+xyzzy")


def test_question_leads_to_the_section_that_teaches_it(visitor: Person) -> None:
    page = visitor.page("/search?q=dictionary+insertion")
    assert first_link(page.split("Questions, with")[1]) == "/topics/first#starting"
    assert "<mark>insertion</mark>" in page
    assert "Practise this topic" not in page
    assert "Python 3.7" not in page


def test_reader_may_practise_the_topic_of_a_question_that_was_found(ada: Person) -> None:
    page = ada.page("/search?q=dictionary+insertion")
    assert '<a href="/practice?topic=first">Practise this topic</a>' in page


def test_list_while_typing_is_the_list_of_the_page_alone(visitor: Person) -> None:
    fragment = visitor.get("/search?q=starti&partial=1")
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert first_link(fragment.text) == first_link(visitor.page("/search?q=starti"))
    assert visitor.get("/search?q=&partial=1").text.strip() == ""


def test_only_the_best_are_listed_while_typing(visitor: Person) -> None:
    fragment = visitor.get("/search?q=the&partial=1").text
    assert len(parse(fragment).css(".hits a")) <= 9


def test_nothing_found_says_what_to_try(visitor: Person) -> None:
    for path in ("/search?q=xyzzy", "/search?q=xyzzy&partial=1"):
        page = visitor.page(path)
        assert "Nothing found for “xyzzy”" in page
        assert "check the spelling" in page


def test_empty_search_explains_itself(visitor: Person) -> None:
    page = visitor.page("/search")
    assert "Search finds topics, sections and questions" in page
    assert "Nothing found" not in page


def test_what_was_typed_is_shown_as_text(visitor: Person) -> None:
    for partial in ("", "&partial=1"):
        page = visitor.page(f"/search?q=<script>xyzzy()</script>{partial}")
        assert "<script>xyzzy" not in page
        assert "&lt;script&gt;" in page
