"""Which language a page speaks: the course's, or the one that its reader chose."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.lists import format_list
from flask import Flask, render_template_string

from notes_site.web import filters
from notes_site.web.languages import catalogues, cldr
from notes_site.words import (
    Tongue,
    _,
    later,
    ngettext,
    show_choice,
    show_list,
    speaking,
    spoken_language,
)
from tests.conftest import Person
from tests.pages import attributes, only, texts

LOCALE = Path(__file__).parents[2] / "locale"
MakeApp = Callable[..., Flask]
SETTINGS = {"time_zone": "UTC", "daily_cap": "60", "wanted_recall": "0.9"}


@pytest.fixture(autouse=True)
def few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the interface speak German and Arabic, a few words of each."""
    monkeypatch.setattr(catalogues, "LOCALE", LOCALE)


def set_language(content: Path, language: str) -> None:
    site = content / "site.toml"
    site.write_text(f'language = "{language}"\n' + site.read_text(encoding="utf-8"))


def choose(person: Person, language: str) -> str:
    """Choose a language on the account page, and return the page that follows."""
    person.submit("/account", "/account/settings", **SETTINGS, language=language)
    return person.page("/account")


def html_of(page: str) -> dict[str, str | None]:
    return dict(only(page, "html").attributes)


def title_of_missing(person: Person) -> str:
    return texts(person.get("/nowhere").text, "h1")[0]


@pytest.mark.parametrize(
    ("language", "html", "title"),
    [
        ("en", {"lang": "en"}, "Page not found"),
        ("de", {"lang": "de"}, "Seite nicht gefunden"),
        ("de-AT", {"lang": "de-AT"}, "Seite nicht gefunden"),
        ("ar", {"lang": "ar", "dir": "rtl"}, "الصفحة غير موجودة"),
        ("nl", {"lang": "en"}, "Page not found"),
    ],
)
def test_visitors_get_the_courses_language_where_the_interface_speaks_it(
    make_app: MakeApp, content: Path, language: str, html: dict[str, str], title: str
) -> None:
    set_language(content, language)
    visitor = Person(make_app().test_client())
    assert html_of(visitor.page("/")) == html
    assert title_of_missing(visitor) == title


def test_reader_reads_the_interface_in_the_language_that_they_chose(ada: Person) -> None:
    page = choose(ada, "de")
    assert "Deine Einstellungen sind gespeichert." in page
    assert "Sprache" in texts(page, "label")
    assert title_of_missing(ada) == "Seite nicht gefunden"
    back = choose(ada, "")
    assert "Your settings are saved." in back
    assert html_of(back) == {"lang": "en"}


def test_language_that_is_not_offered_is_refused(ada: Person) -> None:
    answer = ada.submit("/account", "/account/settings", **SETTINGS, language="xx")
    assert answer.status_code == 422
    assert "Not a valid choice." in answer.text


def test_languages_are_offered_by_their_own_names(ada: Person) -> None:
    page = ada.page("/account")
    assert texts(page, "#language option")[1:] == ["العربية", "Deutsch", "English"]
    assert attributes(page, "#language option", "lang") == ["ar", "de", "en"]


def test_form_speaks_its_own_and_its_librarys_words_in_the_language(ada: Person) -> None:
    choose(ada, "de")
    wrong = SETTINGS | {"daily_cap": "0", "time_zone": "Nowhere"}
    page = ada.submit("/account", "/account/settings", **wrong).text
    assert "Gib eine Zahl von 1 bis 500 ein." in page
    assert "Das steht nicht zur Wahl." in page


@pytest.mark.parametrize("path", ["/topics/first", "/", "/practice"])
def test_page_that_is_kept_for_all_readers_is_in_the_language_of_each(
    app: Flask, ada: Person, bob: Person, visitor: Person, path: str
) -> None:
    """What one of them was shown must not reach another."""
    choose(ada, "de")
    for _round in range(2):
        assert html_of(ada.page(path))["lang"] == "de"
        assert html_of(bob.page(path))["lang"] == "en"
        if path != "/practice":
            assert html_of(visitor.page(path))["lang"] == "en"


def test_what_an_author_wrote_is_in_the_courses_language_for_whoever_reads_it(
    make_app: MakeApp, content: Path
) -> None:
    """The site's own words in it, too: they stand among the author's."""
    set_language(content, "de")
    app = make_app()
    ada = Person(app.test_client())
    ada.register("ada")
    pages = [ada.page("/topics/first")]
    choose(ada, "en")
    pages.append(ada.page("/topics/first"))
    assert [html_of(page)["lang"] for page in pages] == ["de", "en"]
    for page in pages:
        assert "Ausgabe" in texts(page, "figcaption")
        assert "Output" not in texts(page, "figcaption")


def test_rendered_topics_of_two_languages_never_meet_on_disk(
    make_app: MakeApp, content: Path
) -> None:
    english = Person(make_app().test_client()).page("/topics/first")
    set_language(content, "ar")
    arabic = Person(make_app().test_client()).page("/topics/first")
    assert "Output" in texts(english, "figcaption")
    assert "الناتج" in texts(arabic, "figcaption")


def test_words_without_a_translation_that_somebody_read_stay_english() -> None:
    with speaking(catalogues.load_tongue("de")):
        said = [_("Enter your password."), _("Not allowed"), _("Nobody knows this.")]
    assert said == ["Enter your password.", "Not allowed", "Nobody knows this."]


def test_counts_have_the_forms_that_their_language_has() -> None:
    counts = (1, 2, 3, 11, 100)
    with speaking(catalogues.load_tongue("ar")):
        arabic = [ngettext("%(num)s question", "%(num)s questions", count) for count in counts]
    assert arabic == ["سؤال واحد", "سؤالان", "3 أسئلة", "11 سؤالا", "100 سؤال"]
    assert ngettext("%(num)s question", "%(num)s questions", 1) == "1 question"
    with speaking(catalogues.load_tongue("de")):
        assert ngettext("%(num)s question", "%(num)s questions", 1200) == "1.200 Fragen"
    assert ngettext("%(num)s card", "%(num)s cards", 1200) == "1,200 cards"


def test_days_and_numbers_are_written_as_the_language_writes_them() -> None:
    noon, day = datetime(2026, 11, 23, 12, tzinfo=UTC), date(2026, 11, 23)

    def written() -> list[str]:
        return [
            *(filters.short_day(day), cldr.weekday(day), filters.percent(0.9)),
            *(filters.points(2.5), filters.days_ago(4), filters.relative(noon, noon)),
        ]

    english = written()
    with speaking(catalogues.load_tongue("de")):
        german = written()
        assert "23. November 2026</time>" in filters.full_day(day)
        assert "23. Nov.</time>" in filters.day(day)
    assert english == ["23 Nov", "Monday", "90%", "2.5", "4 days ago", "just now"]
    assert german == [
        "23. Nov.",
        "Montag",
        "90\N{NO-BREAK SPACE}%",
        "2,5",
        "vor 4 Tagen",
        "just now",
    ]
    assert "23 Nov</time>" in filters.day(day)


LISTS = ["One"], ["One", "Two"], ["One", "Two", "Three"], ["One", "Two", "Three", "Four"]


def test_lists_are_joined_as_english_joins_them() -> None:
    assert [*map(show_list, LISTS[1:3])] == ["One and Two", "One, Two and Three"]
    assert [*map(show_choice, LISTS[1:3])] == ["One or Two", "One, Two or Three"]


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "he", "ja"])
def test_lists_are_joined_as_unicode_says_of_each_language(language: str) -> None:
    tongue = Tongue(
        language,
        NullTranslations(),
        all_of=cldr.read_joining(language, "standard"),
        one_of=cldr.read_joining(language, "or"),
    )
    with speaking(tongue):
        for parts in LISTS:
            assert show_list(parts) == format_list(parts, locale=language)
            assert show_choice(parts) == format_list(parts, "or", locale=language)


def test_list_of_links_is_joined_in_the_language_of_its_page(app: Flask) -> None:
    source = "{% for one in '123' %}<b>{{ one }}</b>{{ loop | gap }}{% endfor %}"
    with app.test_request_context():
        english = render_template_string(source)
        with speaking(catalogues.load_tongue("ar")):
            arabic = render_template_string(source)
    assert english == "<b>1</b>, <b>2</b> and <b>3</b>"
    assert arabic == "<b>1</b> و<b>2</b> و<b>3</b>"


def test_each_thread_speaks_to_whom_it_serves() -> None:
    heard: dict[str, tuple[str, str]] = {}

    def say(language: str) -> None:
        with speaking(catalogues.load_tongue(language)):
            both.wait()
            heard[language] = spoken_language(), str(later("Language"))

    both = threading.Barrier(2)
    threads = [threading.Thread(target=say, args=(one,)) for one in ("de", "en")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"de": ("de", "Sprache"), "en": ("en", "Language")}
    assert spoken_language() == "en"


def test_site_in_english_never_loads_what_other_languages_need(environ: dict[str, str]) -> None:
    """Babel takes time at the start, and memory."""
    program = (
        "import sys; sys.modules['flask_babel'] = None; "  # the course's; Flask-WTF loads it
        "from notes_site import create_app; app = create_app(); "
        "[app.test_client().get(path) for path in ('/', '/topics/first', '/register')]; "
        "assert not [name for name in sys.modules if name.split('.')[0] == 'babel']"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=environ)
