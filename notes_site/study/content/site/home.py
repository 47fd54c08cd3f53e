"""The `[home]` of site.toml: the first page's words, and the order of its sections."""

from collections.abc import Iterator
from typing import Any

from notes_site.study.content.look.home import SECTIONS, TITLED, FirstPage
from notes_site.study.content.site.texts import find_faults_of
from notes_site.study.text.meant import join_or, line_in, suggest
from notes_site.study.text.problems import Report

TABLE = "home"
LONGEST = {"heading": 120, "lead": 1_000, "text": 10_000}
"""Characters that each may have; the heading is plain words, the others are Markdown."""
KEYS = (*LONGEST, "sections", "titles")
LONGEST_TITLE = 60
Mistake = tuple[str, str]
"""The key, and what is wrong with its value."""


def read_home(given: object, source: str, report: Report) -> FirstPage:
    """Read what the table holds; each mistake is reported, and then nothing is taken."""
    if not isinstance(given, dict):
        report(line_in(source, TABLE), f"home is a table [home] with {join_or(KEYS)}")
        return FirstPage()
    mistakes = [*_find_mistakes(given)]
    for key, said in mistakes:
        report(line_in(source, TABLE, key), f"home.{key}: {said}")
    if mistakes:
        return FirstPage()
    texts = {key: given.get(key, "").strip() for key in LONGEST}
    return FirstPage(
        **texts,
        sections=tuple(given.get("sections", SECTIONS)),
        titles=tuple(given.get("titles", {}).items()),
        lead_line=line_in(source, TABLE, "lead"),
        text_line=line_in(source, TABLE, "text"),
    )


def _find_mistakes(given: dict[str, Any]) -> Iterator[Mistake]:
    for key in given.keys() - {*KEYS}:
        yield key, suggest(key, KEYS)
    for key, longest in LONGEST.items():
        if key in given:
            yield from ((key, said) for said in _find_mistakes_of_text(key, given[key], longest))
    if "sections" in given:
        yield from (("sections", said) for said in _find_mistakes_of_sections(given))
    if "titles" in given:
        yield from (("titles", said) for said in _find_mistakes_of_titles(given["titles"]))


def _find_mistakes_of_text(key: str, text: object, longest: int) -> Iterator[str]:
    if not isinstance(text, str):
        yield "write it as text in quotes"
    elif len(text) > longest:
        yield f"over {longest:,} characters; say less"
    elif key == "heading" and "\n" in text.strip():
        yield "write it on one line"
    else:
        yield from find_faults_of(text)


def _find_mistakes_of_sections(given: dict[str, Any]) -> Iterator[str]:
    names = given["sections"]
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        yield f"write a list of names, of {join_or(SECTIONS)}"
        return
    for name in names:
        if name not in SECTIONS:
            yield f"{name}: {suggest(name, SECTIONS)}"
    if len({*names}) < len(names):
        yield "a name stands there twice; each section is shown once"
    if "text" in given and "text" not in names:
        yield 'nobody would see home.text; add "text" to the list'


def _find_mistakes_of_titles(given: object) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"write a table [home.titles] with {join_or(TITLED)}"
        return
    for name, title in given.items():
        if name not in TITLED:
            yield f"{name}: {suggest(name, TITLED)}"
        elif not isinstance(title, str) or not title.strip() or "\n" in title:
            yield f"{name}: write it as text in quotes, on one line"
        elif len(title) > LONGEST_TITLE:
            yield f"{name}: over {LONGEST_TITLE} characters; say less"
