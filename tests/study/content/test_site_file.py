"""What site.toml may say of the first page, of announcements and pictures, and its mistakes."""

from datetime import date
from pathlib import Path

import pytest

from notes_site.study.authoring.advice import lint
from notes_site.study.content.library import EVENTS
from notes_site.study.content.loading import Loaded, load_library
from notes_site.study.content.look.announcements import name_them, shown_on
from notes_site.study.content.look.home import SECTIONS
from tests.illustrated import OPENING, picture

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M0 0h9"/></svg>'


def add(content: Path, *lines: str) -> Loaded:
    """Write below the three lines of the sample's site.toml, and an empty one, from line 5 on."""
    with (content / "site.toml").open("a") as file:
        file.write("\n".join(["", *lines, ""]))
    return load_library(content)


def test_announcement_is_shown_from_its_first_to_its_last_day(content: Path) -> None:
    lines = ("[[announcement]]", 'text = "Soon."', "from = 2026-12-01", 'until = "2026-12-24"')
    always = ("[[announcement]]", 'text = "Always."', 'level = "warning"')
    loaded = add(content, *lines, *always)
    assert loaded.problems == ()
    shown = {
        day: [one.text for one in shown_on(date(2026, *day), loaded.library.announcements)]
        for day in ((11, 30), (12, 1), (12, 24), (12, 25))
    }
    assert shown == {
        (11, 30): ["Always."],
        (12, 1): ["Soon.", "Always."],
        (12, 24): ["Soon.", "Always."],
        (12, 25): ["Always."],
    }


def test_other_words_have_another_name_and_other_days_the_same(content: Path) -> None:
    first, same, other = add(
        content,
        *("[[announcement]]", 'text = "One."'),
        *("[[announcement]]", 'text = "One."', "until = 2030-01-01"),
        *("[[announcement]]", 'text = "Two."'),
    ).library.announcements
    assert name_them([first]) == name_them([same]) != name_them([other])
    assert name_them([]) == ""


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["[announcement]", 'text = "x"'], "5: an announcement is a table [[announcement]]"),
        (["[[announcement]]"], "5: an announcement is a table [[announcement]] with text"),
        (["[[announcement]]", 'text = "x"', 'untill = "y"'], "7: announcement.untill: did you"),
        (
            ["[[announcement]]", 'text = "x"', "[[announcement]]", 'text = "x"', 'level = "warn"'],
            "9: announcement.level: did you mean warning?",
        ),
        (
            ["[[announcement]]", 'text = "x"', 'until = "24.12."'],
            "7: announcement.until: write a day such as 2026-12-24, not '24.12.'",
        ),
        (
            ["[[announcement]]", 'text = "x"', "from = 2026-12-24", "until = 2026-12-01"],
            "8: announcement.until: 2026-12-01 is before from, 2026-12-24",
        ),
        (["[[announcement]]", 'text = "<div>x"'], "6: announcement.text: raw HTML"),
        (["[[announcement]]", r'text = "a\nb"'], "6: announcement.text: write one line"),
        (["[[announcement]]", 'text = "![x](x.png)"'], "6: announcement.text: x.png: pictures"),
        (
            ["[[announcement]]", 'text = "[x](../09-nine/topic.md)"'],
            "6: ../09-nine/topic.md: there",
        ),
        (["[[announcement]]", 'text = "x"'] * 6, "15: over 5 announcements"),
        (['event = "exams"'], "5: event: did you mean exam?"),
        (['event = "party"'], "5: event: write interview, exam or certificate"),
        (["[home]", 'headin = "x"'], "6: home.headin: did you mean heading?"),
        (["[home]", 'lead = "A <blink> x"'], "6: home.lead: <blink> isn't shown"),
        (["[home]", 'lead = "[x](#y)"'], "6: #y: write ../01-first/topic.md#y"),
        (["[home]", r'heading = "a\nb"'], "6: home.heading: write it on one line"),
        (["[home]", "text = 3"], "6: home.text: write it as text"),
        (["[home]", 'sections = "topics"'], "6: home.sections: write a list"),
        (["[home]", 'sections = ["topic"]'], "6: home.sections: topic: did you mean topics?"),
        (["[home]", 'sections = ["topics", "topics"]'], "6: home.sections: a name stands there tw"),
        (
            ["[home]", 'text = "x"', 'sections = ["topics"]'],
            "7: home.sections: nobody would see home.text",
        ),
        (["[home.titles]", 'topic = "x"'], "home.titles: topic: did you mean topics?"),
        (["[look]", 'logo = "../x.png"'], "5: look: ../x.png is no picture beside this file"),
        (["[look]", 'header = "logo"'], "5: look.header needs look.logo"),
        (["[look]", 'share-words = "x"'], "5: look.share needs look.share-words"),
        (["[look]", 'ikon = "x.png"'], "5: look.ikon: did you mean icon?"),
    ],
)
def test_mistake_is_named_at_its_line(content: Path, lines: list[str], said: str) -> None:
    (problem,) = map(str, add(content, *lines).problems)
    assert said in problem
    assert problem.startswith("site.toml:")


def test_course_that_says_nothing_has_the_first_page_as_it_is(content: Path) -> None:
    library = load_library(content).library
    assert library.home.sections == SECTIONS
    assert library.event == "interview"
    assert (library.announcements, [*library.own_pictures]) == ((), [])


@pytest.mark.parametrize("event", EVENTS)
def test_course_says_what_it_prepares_for(content: Path, event: str) -> None:
    loaded = add(content, f'event = "{event}"')
    assert loaded.problems == ()
    assert loaded.library.event == event


@pytest.mark.parametrize(
    ("line", "file", "data", "said"),
    [
        ('logo = "a.png"', "a.png", picture("PNG", (500, 100)), "over 4 times as wide"),
        ('icon = "a.png"', "a.png", picture("PNG", (300, 200)), "an icon is a square"),
        ('icon = "a.svg"', "a.svg", f"{OPENING}</svg>".encode(), "an icon is a square"),
        ('icon = "a.png"', "a.png", picture("PNG", (64, 64)), "an icon has at least 192"),
        ('icon = "a.png"', "a.png", b"<html>", "by its content this is a page of HTML"),
        ('icon = "a.png"', "b.png", b"", "this file is missing"),
        ('logo = "a.light.png"', "a.light.png", picture("PNG", (90, 90)), "this file is missing"),
        ('share = "a.svg"', "a.svg", SQUARE.encode(), "export it as PNG, 1200 by 630"),
        ('share = "a.png"', "a.png", picture("PNG", (400, 210)), "400 pixels wide"),
    ],
)
def test_picture_unfit_for_its_use_is_refused(
    content: Path, line: str, file: str, data: bytes, said: str
) -> None:
    (content / file).write_bytes(data)
    words = ['share-words = "x"'] if line.startswith("share") else []
    (problem,) = map(str, add(content, "[look]", line, *words).problems)
    assert said in problem


@pytest.mark.parametrize(
    ("line", "file", "data", "said"),
    [
        ('icon = "a.svg"', "a.svg", SQUARE.encode(), "export it as a.png too, 512 by 512"),
        ('icon = "a.png"', "a.png", picture("PNG", (200, 200)), "200 pixels wide, and enlarged"),
        ('share = "a.png"', "a.png", picture("PNG", (900, 700)), "best is 1200 by 630"),
    ],
)
def test_picture_that_could_be_better_gets_advice(
    content: Path, line: str, file: str, data: bytes, said: str
) -> None:
    (content / file).write_bytes(data)
    words = ['share-words = "x"'] if line.startswith("share") else []
    loaded = add(content, "[look]", line, *words)
    assert loaded.problems == ()
    assert [one.file for one in lint(loaded.library) if said in one.message] == [file]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ntitle = 101", '2: title is text in quotes, not a number; write title = "101"'),
        ("event = true", '1: event is text in quotes, not true or false; write event = "true"'),
        ("[title]\nof = 'x'", '1: title is text in quotes, not a table; write title = "…"'),
        (
            "tagline = 2026-12-24",
            '1: tagline is text in quotes, not a day; write tagline = "2026-12-24"',
        ),
        ("[host]\nname = 1", '2: host.name is text in quotes, not a number; write name = "1"'),
        ("[look]\n\nlogo = ['x']", '3: look.logo is text in quotes, not a list; write logo = "…"'),
    ],
)
def test_known_key_with_a_value_of_another_type_is_told_which_it_takes(
    content: Path, text: str, said: str
) -> None:
    (content / "site.toml").write_text(text)
    assert [f"{one.line}: {one.message}" for one in load_library(content).problems] == [said]
