"""Folded parts of a topic: `<details>`, the one piece of HTML that takes lines of its own."""

import re
from collections.abc import Iterable, Iterator, Sequence

from notes_site.study.text.blocks import Fold, Prose, TopicBlock
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import Heading, without_code

OPENING = re.compile(
    r'^<details(?P<says>(?: open| name="[a-z0-9-]+")*)>(?:<summary>(?P<text>.+)</summary>)?\s*$'
)
SUMMARY = re.compile(r"^[ \t]*<summary>(?P<text>.+)</summary>\s*$")
CLOSING = re.compile(r"^</details>\s*$")
NAME = re.compile(r'name="([^"]*)"')
HOW = "write <details><summary>What it is about</summary> on one line, and an empty line below"


def split_folds(
    blocks: Iterable[TopicBlock | Heading], report: Report
) -> Iterator[TopicBlock | Heading]:
    """Cut prose where a folded part begins or ends; every part ends before the next heading."""
    opened: list[Fold] = []
    for block in blocks:
        if isinstance(block, Heading):
            yield from _close_all(opened, block.line, report)
        if not isinstance(block, Prose):
            yield block
            continue
        for piece in _split_prose(block, report):
            if isinstance(piece, Fold) and not piece.ends:
                opened.append(piece)
            elif isinstance(piece, Fold) and not opened:
                report(piece.line, "nothing to close here; write <details> above it, or remove it")
                continue
            elif isinstance(piece, Fold):
                opened.pop()
            yield piece
    yield from _close_all(opened, opened[-1].line if opened else 1, report)


def _close_all(opened: list[Fold], line: int, report: Report) -> Iterator[Fold]:
    while opened:
        fold = opened.pop()
        report(fold.line, "this <details> isn't closed in its section; end it with </details>")
        yield Fold("", line, ends=True)


def _split_prose(prose: Prose, report: Report) -> Iterator[Prose | Fold]:
    lines, bare = prose.text.split("\n"), without_code(prose.text).split("\n")
    words: list[str] = []
    place = 0
    while place < len(lines):
        found = _read_line(bare, place, prose.line, report)
        if found is None:
            words.append(lines[place])
            place += 1
            continue
        fold, after = found
        yield from _gather(words, prose.line + place)
        yield fold
        words, place = [], after
    yield from _gather(words, prose.line + place)


def _read_line(
    lines: Sequence[str], place: int, first: int, report: Report
) -> tuple[Fold, int] | None:
    """Return what begins or ends at a line, and the place of the next line."""
    if CLOSING.match(lines[place]):
        return Fold("", first + place, ends=True), place + 1
    if not (opening := OPENING.match(lines[place])):
        return None
    after, text = place + 1, opening["text"]
    if text is None and after < len(lines) and (summary := SUMMARY.match(lines[after])):
        after, text = after + 1, summary["text"]
    if text is None:
        report(first + place, f"a <details> without its summary; {HOW}")
    elif after < len(lines) and lines[after].strip():
        report(first + place, "no empty line below; leave one, or Git hosts show no Markdown")
    name = NAME.search(opening["says"])
    is_open = " open" in opening["says"]
    return Fold(text or "", first + place, name[1] if name else "", is_open), after


def _gather(words: Sequence[str], end: int) -> Iterator[Prose]:
    if any(text.strip() for text in words):
        yield Prose("\n".join(words), end - len(words))
