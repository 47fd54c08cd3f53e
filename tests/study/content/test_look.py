"""What a course may change of the look, and that it stays readable; pages of the host's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.loading import Loaded, load_library
from notes_site.study.content.look.colours import (
    ENOUGH,
    contrast,
    least_contrast,
    read_colour,
    write_colour,
)
from notes_site.study.content.look.tokens import DARK, LIGHT, accent_for, grounds_of

HEX = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def look(content: Path, *lines: str) -> Loaded:
    with (content / "site.toml").open("a") as file:
        file.write("\n".join(["", "[look]", *lines, ""]))
    return load_library(content)


def test_contrast_is_the_one_of_wcag() -> None:
    white, black = read_colour("#ffffff"), read_colour("#000000")
    assert contrast(white, black) == pytest.approx(21)
    assert contrast(read_colour("#767676"), white) == pytest.approx(4.54, abs=0.005)
    assert contrast(read_colour("#777777"), white) < ENOUGH


@given(colour=HEX, papers=st.sampled_from([LIGHT, DARK]))
def test_nearest_colour_can_always_be_read(
    colour: str, papers: tuple[tuple[float, float, float], ...]
) -> None:
    accent = read_colour(colour)
    found = accent_for(accent, papers)
    assert least_contrast(found, grounds_of(found, papers)) >= ENOUGH
    if least_contrast(accent, grounds_of(accent, papers)) >= ENOUGH:
        assert write_colour(found) == colour


def test_accent_colours_both_themes(content: Path) -> None:
    loaded = look(content, 'accent = "#7A1F78"')
    assert loaded.problems == ()
    found = loaded.library.look
    assert found.accent == "#7a1f78"
    assert least_contrast(read_colour(found.accent_dark), DARK) >= ENOUGH
    assert f"--accent:light-dark(#7a1f78,{found.accent_dark})" in found.stylesheet
    assert "--on-accent:light-dark(#ffffff,#0d2023)" in found.stylesheet


def test_accent_that_is_hard_to_read_is_refused_with_the_nearest_that_is_not(
    content: Path,
) -> None:
    (said,) = map(str, look(content, 'accent = "#f0a020"').problems)
    assert said.startswith("site.toml:5: look.accent: #f0a020 is hard to read in the light theme")
    nearest = said.rpartition(" ")[2]
    text = (content / "site.toml").read_text()
    (content / "site.toml").write_text(text.replace("#f0a020", nearest))
    assert load_library(content).problems == ()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('accent = "purple"', "look.accent is a colour such as #7a1f78, not 'purple'"),
        ('accent = "#7a1f78; } * { display: none"', "is a colour such as"),
        ('accent-dark = "#e2a8e0"', "needs look.accent"),
        ('accent = "#7a1f78"\naccent-dark = "#402040"', "in the dark theme"),
        ('letters = "comic"', "look.letters is serif or sans"),
        ('font = "x"', "look.font: write accent"),
    ],
)
def test_look_that_can_not_be_is_named(content: Path, line: str, words: str) -> None:
    (said,) = map(str, look(content, line).problems)
    assert said.startswith("site.toml:5: ")
    assert words in said


def test_look_of_another_kind_of_value_is_named_where_it_stands(content: Path) -> None:
    (said,) = map(str, look(content, "accent = 7").problems)
    assert said == 'site.toml:6: look.accent is text in quotes, not a number; write accent = "7"'


def test_letters_are_of_one_kind_where_that_is_asked_for(content: Path) -> None:
    assert "--serif:var(--sans)" in look(content, 'letters = "sans"').library.look.stylesheet


def test_course_without_a_look_changes_nothing(content: Path) -> None:
    found = load_library(content).library.look
    assert (found.stylesheet, found.version) == ("", "")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("imprint", "No title.", "pages/imprint.md:1: no title"),
        ("imprint", "# One\n\n# Two\n", "pages/imprint.md:3: headings of a page are ## and ###"),
        ("imprint", "# One\n\n<div>x</div>\n", "pages/imprint.md:3: raw HTML"),
        ("imprint", "# One\n\nA <blink> x\n", "pages/imprint.md:3: <blink> isn't shown"),
        ("imprint", "# One\n\n[x](#two)\n", "pages/imprint.md:3: #two is no heading here"),
        ("imprint", "# One\n\n[x](../09-nine/topic.md)\n", "there is no topic nine"),
        ("imprint", "# One\n\n## A\n\n## A\n", "pages/imprint.md:5: the anchor #a is taken"),
        ("imprint", "# One\n\n![x](x.png)\n", "x.png: pictures stand beside topics"),
        ("privacy", "# One\n", "privacy in [host] of site.toml"),
        ("My Page", "# One\n", "named in small letters"),
    ],
)
def test_mistake_in_a_page_of_ones_own_is_named(
    content: Path, name: str, text: str, words: str
) -> None:
    (content / f"pages/{name}.md").write_text(text)
    (said,) = map(str, load_library(content).problems)
    assert words in said
