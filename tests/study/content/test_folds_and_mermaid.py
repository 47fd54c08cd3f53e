"""Folded parts, definitions for a whole topic, diagrams in Mermaid, and formulas in a course."""

from pathlib import Path

import pytest

from notes_site.study.authoring.advice import lint
from notes_site.study.bank.gift import gift_text
from notes_site.study.bank.item import Losses, read_items
from notes_site.study.bank.moodle import moodle_text
from notes_site.study.content.loading import Loaded, load_library
from notes_site.study.content.parsing import parse_topic
from notes_site.study.content.written import write_topic
from notes_site.study.rendering import Renderer, plain_text
from tests.pages import elements

FRONT = "---\ntitle: T\nsummary: S\ngroup: G\nminutes: 1\n---\n"
BANK = """### What is $x^2$ at 3?
<!-- id: square; type: short-answer; difficulty: 1; see: first#one -->

```answer
9
```

> **Why:** $3 \\cdot 3$.
"""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20">'
    '<rect class="d-box" x="1" y="1" width="9" height="9"/></svg>'
)
DIAGRAM = "```mermaid\ngraph LR\n  accDescr: A leads to B\n  A --> B\n```\n"


def course(folder: Path, text: str, bank: str = BANK) -> Loaded:
    topic = folder / "01-first"
    topic.mkdir(exist_ok=True)
    (topic / "topic.md").write_text(f"{FRONT}## One\n\n{text}\n")
    (topic / "questions.md").write_text(bank)
    return load_library(folder)


def body(loaded: Loaded) -> str:
    assert loaded.problems == ()
    page = Renderer("/topics/").topic(loaded.library.by_slug["first"])
    return str(page.sections[0].body)


def messages(loaded: Loaded) -> list[str]:
    return [f"{one.file}:{one.line}: {one.message}" for one in loaded.problems]


FOLD = '<details name="system" open><summary>On *Linux*</summary>\n\n```sh\nls\n```\n\n</details>\n'


def test_folded_parts_with_one_name_are_tabs_that_hold_code(tmp_path: Path) -> None:
    second = '<details name="system">\n<summary>macOS</summary>\n\n- a\n\n</details>'
    found = elements(body(course(tmp_path, FOLD + "\n" + second)))
    folds = [attributes for tag, attributes in found if tag == "details"]
    assert [fold.get("name") for fold in folds] == ["system", "system"]
    assert ["open" in fold for fold in folds] == [True, False]
    assert {"summary", "em", "pre", "li"} <= {tag for tag, _ in found}


def test_folded_part_reads_well_for_programs_and_is_searched(tmp_path: Path) -> None:
    library = course(tmp_path, FOLD).library
    topic = library.by_slug["first"]
    written = write_topic(topic, library, lambda one: f"/topics/{one.slug}.md", str)
    assert "**On *Linux***\n\n```sh\nls\n```" in written
    assert "details" not in written
    assert "On Linux" in plain_text(topic.sections[0].blocks)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("<details><summary>A</summary>\n\nwords", 9, "isn't closed in its section"),
        ("<details><summary>A</summary>\n\n### Two\n\n</details>", 9, "isn't closed in its"),
        ("words\n\n</details>", 11, "nothing to close here"),
        ("<details>\n\nwords\n\n</details>", 9, "without its summary"),
        ("<details><summary>A</summary>\nwords\n\n</details>", 9, "no empty line below"),
        ("<details class='x'>\n\n</details>", 9, "raw HTML"),
    ],
)
def test_mistake_in_a_folded_part_is_named(text: str, line: int, words: str) -> None:
    found: list[tuple[int, str]] = []
    parse_topic(f"{FRONT}## One\n\n{text}\n", "t.md", "t", 1, lambda *one: found.append(one))
    assert any(at == line and words in said for at, said in found), found


def test_hostile_name_of_a_folded_part_is_refused(tmp_path: Path) -> None:
    loaded = course(tmp_path, '<details name="a" onclick="alert(1)"><summary>A</summary>\n')
    assert any("raw HTML" in said for said in messages(loaded))
    page = Renderer("/topics/").topic(loaded.whole.by_slug["first"])
    assert "onclick" not in page.sections[0].body


def test_what_is_defined_once_counts_for_the_whole_topic(tmp_path: Path) -> None:
    text = (
        "HTML, see [the guide] and [it][the guide].\n\n```sh\nHTML\n```\n\n## Two\n\n"
        "*[HTML]: Hypertext\n\n[the guide]: https://example.org/guide\n\nMore."
    )
    found = elements(body(course(tmp_path, text)))
    assert ("abbr", {"title": "Hypertext"}) in found
    assert [attributes["href"] for tag, attributes in found if tag == "a"] == [
        "https://example.org/guide"
    ] * 2


def test_address_that_is_defined_below_is_followed_by_the_check(tmp_path: Path) -> None:
    loaded = course(tmp_path, "See [it].\n\n[it]: ../07-none/topic.md")
    assert messages(loaded)[0].startswith("01-first/topic.md:11: ../07-none/topic.md: there is no")


def test_formula_and_html_are_checked_wherever_words_stand(tmp_path: Path) -> None:
    bank = BANK.replace("$3 \\cdot 3$", "$\\foo$").replace("$x^2$", "<int:id>")
    loaded = course(tmp_path, "Words $\\bar$ and\n<b>bold</b> <x-y>.", bank)
    assert messages(loaded) == [
        "01-first/questions.md:1: <int:id> isn't shown; put it between `backticks`, or remove it",
        "01-first/questions.md:1: the formula $\\foo$ has \\foo, which is no command known here; "
        "write another",
        "01-first/topic.md:9: the formula $\\bar$ isn't finished or is misplaced somewhere "
        "(no available tokens); mend it",
        "01-first/topic.md:10: <x-y> isn't shown; put it between `backticks`, or remove it",
    ]


def test_diagram_is_code_until_its_author_draws_it(tmp_path: Path) -> None:
    loaded = course(tmp_path, DIAGRAM)
    (advice,) = [one for one in lint(loaded.library) if "mmdc" in one.message]
    assert (advice.file, advice.line) == ("01-first/topic.md", 9)
    assert "sed -n '10,12p' 01-first/topic.md | mmdc -i - -o 01-first/" in advice.message
    assert "A leads to B" in body(loaded)
    picture = tmp_path / advice.message.rpartition(" ")[2]
    picture.write_text(SVG)
    drawn = course(tmp_path, DIAGRAM)
    assert "<svg" in body(drawn)
    assert not [one for one in lint(drawn.library) if "mmdc" in one.message]


def test_picture_of_an_edited_diagram_is_named_as_stale(tmp_path: Path) -> None:
    advice = next(one for one in lint(course(tmp_path, DIAGRAM).library) if "mmdc" in one.message)
    name = advice.message.rpartition(" ")[2]
    (tmp_path / name).write_text(SVG)
    edited = course(tmp_path, DIAGRAM.replace("A -->", "C -->"))
    assert messages(edited)[0].startswith(f"{name}:1: its diagram was edited or is gone")


def test_picture_of_a_diagram_needs_words(tmp_path: Path) -> None:
    silent = DIAGRAM.replace("  accDescr: A leads to B\n", "")
    advice = next(one for one in lint(course(tmp_path, silent).library) if "mmdc" in one.message)
    (tmp_path / advice.message.rpartition(" ")[2]).write_text(SVG)
    assert any("write a line accDescr" in said for said in messages(course(tmp_path, silent)))


def test_moodle_gets_formulas_for_its_filter_and_says_so(tmp_path: Path) -> None:
    losses = Losses()
    items = read_items(course(tmp_path, "Words.").library, losses)
    assert "What is \\\\\\(x^2\\\\\\) at 3?" in moodle_text(items, "C", losses)
    assert "x^2" in gift_text(items, "C", losses)
    (line,) = [one for one in losses.lines() if "formulas" in one]
    assert line.startswith("short-answer, 2: formulas become \\( \\)")


def test_numbers_in_code_without_a_list_below_are_named(tmp_path: Path) -> None:
    code = "```yaml\na: 1 # (1)!\nb: 2 # (2)!\n```\n\n1. One.\n"
    found = [one.message for one in lint(course(tmp_path, code).library)]
    assert "(2)! has no item in a numbered list right below" in found
    assert not any(
        "has no item" in one.message for one in lint(course(tmp_path, code + "2. b").library)
    )
