"""Pictures of questions beside all else that stands apart while Markdown runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from notes_site.study.bank.cards import render
from notes_site.study.content.loading import load_library
from notes_site.study.rendering import Renderer
from notes_site.study.rendering.footnotes import Footnotes
from notes_site.study.text.blocks import Footnote, Prose
from notes_site.study.text.pictures import Picture
from notes_site.study.text.splitting import find_images
from tests.pages import elements, only

PICTURE = "![A slope](slope.png)"


@pytest.fixture
def renderer() -> Renderer:
    made = Renderer("/topics/", pictures_url="/pictures/")
    made.show({"slope.png": Picture("01-first/slope.png", "png", 300, 100, "a" * 32)})
    return made


@pytest.mark.parametrize(
    "around",
    [
        "So $a$ {} and $b$ is",
        "| $a$ | {} |\n|---|---|\n| {} | $b$ |",
        "> **Note.** {}\n>\n> ```\n> code\n> ```",
        "- [x] {}\n- $$a$$",
        "Slope\n: is {} of $a$",
        "Say `![x](slope.png)`, \\![x](slope.png) and {}",
        "- ```\n  ![x](slope.png)\n  ```\n\n{}",
    ],
)
def test_pictures_stand_among_formulas_and_code(renderer: Renderer, around: str) -> None:
    """Each stands apart by a sign of its own; one took the other's for its own once."""
    text = around.replace("{}", PICTURE)
    html = renderer.text(text)
    shown = [said["alt"] for tag, said in elements(html) if tag == "img"]
    assert shown == ["A slope"] * around.count("{}")
    assert sum(tag == "math" for tag, _ in elements(html)) == around.count("$a$") + around.count(
        "$b$"
    )
    assert [file for *_, file in find_images([Prose(text, 1)])] == ["slope.png"] * len(shown)
    assert "A slope" in renderer.plain(text)


def test_formula_in_the_words_of_a_picture_goes_along_as_it_is_written(renderer: Renderer) -> None:
    text = "![A slope of $x^2$](slope.png) is $y$"
    (shown,) = (said for tag, said in elements(renderer.text(text)) if tag == "img")
    assert shown["alt"] == "A slope of $x^2$"
    assert render(text, renderer.without_pictures()) == "<p>[A slope of $x^2$] is \\(y\\)</p>"


@pytest.mark.promise("D2")
def test_nothing_is_put_into_an_attribute(renderer: Renderer) -> None:
    notes = Footnotes((Footnote("one", "Said.", 1),))
    for text in (
        f'[x](https://example.org "{PICTURE}[^one]")',
        f'<abbr title="{PICTURE}">x</abbr>',
    ):
        html = notes.show(renderer.text(notes.hide(text)))
        tags = {tag for tag, _ in elements(html)}
        assert tags <= {"p", "a", "abbr"}, html


@pytest.mark.promise("D2")
def test_signs_of_an_author_stand_for_nothing(renderer: Renderer) -> None:
    notes = Footnotes((Footnote("one", "Said.", 1),))
    many = "9" * 4_900
    signs = "".join(
        f"{begin}{number}{end}"
        for begin, end in ("\ue000\ue001", "\ue002\ue003", "\ue004\ue005")
        for number in ("0", many)
    )
    entities = f"&#xe000;{many}&#xe001;&#xe002;{many}&#xe003;&#xe004;{many}&#xe005;"
    html = notes.show(renderer.text(notes.hide(f"{signs} {entities} $a$ {PICTURE}[^one]")))
    assert sum(tag == "img" for tag, _ in elements(html)) == 1
    assert sum(tag == "math" for tag, _ in elements(html)) == 1
    assert only(html, "sup a").attributes["href"] == "#fn-1"


def test_topic_is_rendered_anew_when_only_what_it_shows_was_edited(
    tmp_path: Path, content: Path
) -> None:
    """Its text is the same, and so is the hash of it."""
    captions, drawing = content / "02-second/beep.vtt", content / "02-second/dot.svg"
    edits: tuple[Callable[[], object], ...] = (
        lambda: None,
        captions.unlink,
        lambda: drawing.write_text(drawing.read_text().replace("0 0 40 20", "0 0 80 40")),
    )
    pages = set()
    for edit in edits:
        edit()
        topic = load_library(content).library.by_slug["second"]
        kept, fresh = (Renderer("/", folder, pictures_url="/p/") for folder in (tmp_path, None))
        assert kept.topic(topic) == fresh.topic(topic)
        pages.add(kept.topic(topic))
    assert len(pages) == len(edits)
