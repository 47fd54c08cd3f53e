"""What a course prepares for has its own words, in whatever language its interface is read."""

import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from notes_site.study.content.library import EVENTS
from notes_site.web.languages import catalogues
from notes_site.web.pieces import drawing
from notes_site.words import _, ngettext, speaking
from tests.conftest import Person
from tests.course import EXAMPLE
from tests.pages import attributes, texts

Plan = namedtuple("Plan", "days_left")
FEW_WORDS = Path(__file__).parents[2] / "locale"
MakeApp = Callable[..., Flask]
OWN_WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"
msgid "Your interview"
msgstr "Deine Prüfung"
msgid "%(num)s interview"
msgid_plural "%(num)s interviews"
msgstr[0] "%(num)s Prüfung"
msgstr[1] "%(num)s Prüfungen"
"""


def prepare_for(event: str, content: Path) -> None:
    site = content / "site.toml"
    site.write_text(f'event = "{event}"\n' + site.read_text(encoding="utf-8"))


def test_course_for_an_exam_speaks_of_no_interview(make_app: MakeApp) -> None:
    app = make_app(NOTES_CONTENT_DIR=str(EXAMPLE))
    visitor, ada = Person(app.test_client()), Person(app.test_client())
    assert "exam" in texts(visitor.page("/"), ".curve .curve-number")
    ada.register("ada")
    pages = [*map(ada.page, ("/", "/account/interview", "/account", "/account/data"))]
    day = {"time_zone": "UTC", "daily_cap": "60", "wanted_recall": "0.9"}
    ada.submit("/account", "/account/settings", **day, interview_on="2099-01-01")
    pages += map(ada.page, ("/practice", "/interviews", "/", "/progress"))
    for page in (visitor.page("/"), *pages):
        assert "interview" not in " ".join(texts(page, "body")).casefold()
    assert "When is your exam?" in texts(pages[1], "h1")
    assert "days to the exam" in texts(pages[-2], ".today .eyebrow")[0]
    assert "Your exam on 1 Jan" in texts(pages[-1], "h2")


@pytest.mark.parametrize(
    ("event", "asked"),
    [
        ("interview", "When is your interview?"),
        ("exam", "When is your exam?"),
        ("certificate", "When is your certification exam?"),
    ],
)
def test_reader_is_asked_for_the_day_of_what_the_course_prepares_for(
    make_app: MakeApp, content: Path, event: str, asked: str
) -> None:
    prepare_for(event, content)
    ada = Person(make_app().test_client())
    ada.register("ada")
    assert texts(ada.page("/account/interview"), "h1") == [asked]


def test_language_says_all_else_as_it_does_without_an_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FEW_WORDS, tmp_path / "locale")
    (tmp_path / "locale/de/LC_MESSAGES/exam.po").write_text(OWN_WORDS, encoding="utf-8")
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")

    def said(event: str) -> list[str]:
        with speaking(catalogues.load_tongue("de", event)):
            counted = [
                ngettext("%(num)s interview", "%(num)s interviews", count) for count in (1, 2)
            ]
            return [_("Your interview"), *counted, _("Page not found"), _("Nobody knows this.")]

    without = ["Your interview", "1 interview", "2 interviews"]
    rest = ["Seite nicht gefunden", "Nobody knows this."]
    assert said("exam") == ["Deine Prüfung", "1 Prüfung", "2 Prüfungen", *rest]
    assert said("interview") == said("certificate") == [*without, *rest]


def test_what_is_kept_of_one_event_is_told_from_that_of_another(app: Flask) -> None:
    said = []
    with app.app_context():
        for event in EVENTS:
            with speaking(catalogues.load_tongue("en", event)):
                said.append(drawing()("", "home/_today.html", "day_line", "Monday", Plan(2)))
    assert [one.rpartition(" the ")[2] for one in said] == [
        *("interview", "exam", "certification exam")
    ]


@pytest.mark.parametrize(
    ("event", "first", "chosen"),
    [
        ("interview", "Mock interview: how many minutes", "interview-30"),
        ("exam", "Exam: how many questions", "exam-20"),
        ("certificate", "Exam: how many questions", "exam-20"),
    ],
)
def test_way_that_is_most_like_the_event_comes_first(
    make_app: MakeApp, content: Path, event: str, first: str, chosen: str
) -> None:
    prepare_for(event, content)
    ada = Person(make_app().test_client())
    ada.register("ada")
    page = ada.page("/interviews")
    assert texts(page, "legend")[0] == first
    assert attributes(page, "input[name=plan][checked]", "value") == [chosen]
