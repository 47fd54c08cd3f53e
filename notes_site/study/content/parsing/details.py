"""The folded model answer of an open question: the one piece of HTML that a bank may hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notes_site.study.questions.kind import Details
from notes_site.study.text.blocks import Block, Prose
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import NO_WORDS

OPENING, CLOSING = "<details><summary>Model answer</summary>", "</details>"
HTML_LINE = re.compile(rf"[ \t]*</?{NO_WORDS}[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Tag:
    """A line that starts with HTML."""

    line: int
    text: str


def fold_details(blocks: Sequence[Block], report: Report) -> list[Block | Details]:
    """Gather what stands inside the details into one value, in its place; report other HTML."""
    folded: list[Block | Details] = []
    inside: list[Block] = []
    opened: Tag | None = None
    for piece in (piece for block in blocks for piece in _split_at_tags(block)):
        if not isinstance(piece, Tag):
            (inside if opened else folded).append(piece)
        elif piece.text == OPENING and not opened:
            opened = piece
        elif piece.text == CLOSING and opened:
            folded.append(_close(opened, inside, report))
            opened, inside = None, []
        else:
            report(piece.line, _find_mistake(piece, opened))
    if opened:
        report(opened.line, f"this <details> is never closed; end it with {CLOSING}")
        folded.append(_close(opened, inside, report))
    return folded


def _split_at_tags(block: Block) -> Iterator[Block | Tag]:
    if not isinstance(block, Prose):
        yield block
        return
    words: list[str] = []
    lines = block.text.split("\n")
    for line, text in enumerate(lines, block.line):
        if not HTML_LINE.match(text):
            words.append(text)
            continue
        if words:
            yield Prose("\n".join(words), line - len(words))
        words = []
        yield Tag(line, text.rstrip())
    if words:
        yield Prose("\n".join(words), block.line + len(lines) - len(words))


def _starts_blank(block: Block) -> bool:
    return isinstance(block, Prose) and not block.text.partition("\n")[0].strip()


def _close(opened: Tag, inside: Sequence[Block], report: Report) -> Details:
    if inside and not _starts_blank(inside[0]):
        report(opened.line, "no empty line below; leave one, or Git hosts show no Markdown")
    kept = (block for block in inside if not isinstance(block, Prose) or block.text.strip())
    return Details(opened.line, tuple(kept))


def _find_mistake(tag: Tag, opened: Tag | None) -> str:
    if tag.text == CLOSING:
        return f"nothing to close here; write {OPENING} above it, or remove it"
    if tag.text == OPENING and opened:
        return f"the model answer of line {opened.line} is still open; write {CLOSING} above"
    return f"raw HTML; write it as Markdown, or {OPENING} alone on its line for a model answer"
