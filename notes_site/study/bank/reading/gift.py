"""Reads GIFT, as Moodle does and as people write it."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.reading.from_html import (
    Lose,
    html_to_markdown,
    plain_to_markdown,
    text_to_markdown,
)
from notes_site.study.bank.reading.shared import (
    around,
    make_item,
    paired_of,
    read_literals,
    read_number,
    read_spoken,
    statement_of,
)
from notes_site.study.questions.exchanged import (
    Chosen,
    Exchanged,
    Number,
    Offered,
    Written,
)
from notes_site.study.text.problems import Report

NEW_LINE = re.compile(r"\r\n?|\n")
ESCAPED = re.compile(r"\\([~=#{}:\\n])")
FIRST_STAND_IN = 0xFDD0
STAND_INS = {sign: chr(FIRST_STAND_IN + at) for at, sign in enumerate("~=#{}:\\n")}
MEANT = {ord(mark): "\n" if sign == "n" else sign for sign, mark in STAND_INS.items()}
"""Characters that no text may have (Unicode's noncharacters) stand for the escaped ones."""
MARK = re.compile(r"\[(id|tag):([^\]]*)\]")
OPENING = re.compile(r"\s*(?:::(?P<name>.*?)::)?\s*(?:\[(?P<form>[a-z]+)\])?", re.DOTALL)
PIECE = re.compile(r"(?P<sign>~?=|~)\s*(?:%(?P<share>-?[0-9.]{1,12})%)?(?P<text>[^=~]*)")
SHARE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
ARROW, GAP = "->", "_____"
Words = Callable[[str], str]
"""Writes a text as Markdown."""
CLOZE = re.compile(r"^[0-9]*:[A-Z_]+:")
"""How embedded answers begin, which some write into GIFT."""
TRUE, FALSE = {"T", "TRUE"}, {"F", "FALSE"}


@dataclass(frozen=True, slots=True)
class _Block:
    """A question's text with its line, and what the comment above it says."""

    line: int
    text: str
    marks: tuple[tuple[str, str], ...]

    def of(self, key: str) -> tuple[str, ...]:
        return tuple(" ".join(text.split()) for name, text in self.marks if name == key)


@dataclass(frozen=True, slots=True)
class _Piece:
    """An answer between braces: `=`, or `~`, its share of the points, what it says and why."""

    sign: str
    share: float | None
    text: str
    why: str

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        text, _, why = found["text"].partition("#")
        share = float(found["share"]) if SHARE.fullmatch(found["share"] or "") else None
        return cls(found["sign"], share, text.strip(), why.strip())

    @property
    def earned(self) -> float:
        return self.share or 0


def read_gift(text: str, report: Report) -> Iterator[BankItem]:
    """Yield the questions that can be said here; report every other, and all that is lost."""
    for block in _split(text, report):
        item = _read_block(block, report)
        if item:
            yield item


def _split(text: str, report: Report) -> Iterator[_Block]:
    """Split at empty lines outside of braces, which Moodle wants and people forget."""
    cleaned = re.sub("[\ufdd0-\ufdef\0]", "", text.removeprefix("\ufeff"))
    lines: list[str] = []
    marks: list[tuple[str, str]] = []
    first = 0
    for number, line in enumerate([*NEW_LINE.split(cleaned), "$CATEGORY"], 1):
        said = ESCAPED.sub(lambda found: STAND_INS[found[1]], line)
        if said.lstrip().startswith("//"):
            marks += MARK.findall(said.translate(MEANT))
            continue
        if lines and _ends(lines, said):
            if _is_open(lines):
                report(first, "no } closes this question; write it")
            else:
                yield _Block(first, "\n".join(lines), tuple(marks))
            lines, marks = [], []
        if said.strip() and not said.startswith("$CATEGORY"):
            first = first if lines else number
            lines.append(said)


def _is_open(lines: list[str]) -> bool:
    return sum(line.count("{") - line.count("}") for line in lines) > 0


def _ends(lines: list[str], said: str) -> bool:
    """Tell whether the question of these lines ends at the next line."""
    return said.startswith(("::", "$CATEGORY")) or not (said.strip() or _is_open(lines))


def _read_block(block: _Block, report: Report) -> BankItem | None:
    opening = OPENING.match(block.text)
    name, form = (opening["name"] or "", opening["form"] or "") if opening else ("", "")
    rest = block.text[opening.end() if opening else 0 :]
    asked, brace, behind = rest.partition("{")
    inside, _, tail = behind.partition("}")
    if not brace:
        report(block.line, "a text without an answer; left out")
        return None

    def words(text: str) -> str:
        return _words(text, form, lambda what: report(block.line, f"{what} is lost"))

    if "{" in tail:
        report(block.line, "several gaps in one text can't be said here; left out")
        return None
    inside, _, why = inside.partition("####")
    answer = _read_answer(inside.strip(), why, words, block.line, report)
    if answer is None:
        return None
    is_spoken = not inside.strip()
    text = f"{words(asked)} {GAP} {words(tail)}" if tail.strip() else words(asked)
    (question_id,) = block.of("id")[-1:] or ("",)
    return make_item(
        text,
        name.translate(MEANT),
        answer,
        block.line,
        id=question_id,
        tags=block.of("tag"),
        why="" if is_spoken else words(why),
    )


def _words(text: str, form: str, lose: Lose) -> str:
    """Write a text as Markdown, whichever form its author named."""
    meant = text.translate(MEANT).strip()
    if form == "markdown":
        return meant
    if form == "html":
        return html_to_markdown(meant, lose)
    return plain_to_markdown(meant) if form == "plain" else text_to_markdown(meant, lose)


def _read_answer(
    inside: str, why: str, words: Words, line: int, report: Report
) -> Exchanged | None:
    statement = inside.partition("#")[0].strip().upper()
    if not inside:
        return read_spoken(words(why))
    if inside.startswith("#"):
        return _read_number(inside[1:].strip(), line, report)
    if statement in TRUE | FALSE:
        return _read_statement(inside, words, is_true=statement in TRUE)
    return _read_pieces(_pieces(inside), words, line, report)


def _pieces(inside: str) -> list[_Piece]:
    return [_Piece.read(found) for found in PIECE.finditer(CLOZE.sub("", inside))]


def _read_pieces(pieces: list[_Piece], words: Words, line: int, report: Report) -> Exchanged | None:
    if any("~" in piece.sign for piece in pieces):
        return _read_chosen(pieces, words, line, report)
    if pieces and all(ARROW in piece.text for piece in pieces):
        sides = [piece.text.partition(ARROW)[::2] for piece in pieces]
        pairs = [(words(left), words(right)) for left, right in sides]
        return paired_of(pairs)
    if pieces:
        return _read_written(pieces, line, report)
    report(line, "no answer that GIFT knows; write = before what is right")
    return None


def _read_statement(inside: str, words: Words, *, is_true: bool) -> Chosen:
    """Take `T#why it is wrong to say no#why it is right`."""
    _, wrong, right = (*inside.split("#"), "", "")[:3]
    whys = {is_true: words(right), not is_true: words(wrong)}
    return statement_of(is_true=is_true, why_true=whys[True], why_false=whys[False])


def _read_chosen(pieces: list[_Piece], words: Words, line: int, report: Report) -> Chosen | None:
    is_single = any("=" in piece.sign for piece in pieces)
    shares = [piece.earned for piece in pieces]
    if len({share for share in [*shares, *[100] * is_single] if share > 0}) > 1:
        report(line, "options that earn different points earn the same here")
    rights = ["=" in piece.sign if is_single else piece.earned > 0 for piece in pieces]
    if is_single and sum(rights) > 1:
        report(line, "several options, each right alone, can't be said here; left out")
        return None
    offers = zip(pieces, rights, strict=True)
    return Chosen(
        tuple(Offered(words(one.text), is_right, words(one.why)) for one, is_right in offers),
        is_single,
    )


def _read_written(pieces: list[_Piece], line: int, report: Report) -> Written | None:
    right = [piece for piece in pieces if piece.share in {None, 100}]
    if len(right) < len(pieces):
        report(line, "answers that earn a part of the points are left out")
    if any(piece.why for piece in pieces):
        report(line, "what is said of single answers is lost")
    texts = [html.unescape(piece.text.translate(MEANT)) for piece in right]
    return read_literals(texts, line, report, is_exact=False)


def _read_number(inside: str, line: int, report: Report) -> Number | None:
    pieces = _pieces(inside)
    right = [piece.text for piece in pieces if piece.share in {None, 100}]
    texts = right if pieces else [inside.partition("#")[0]]
    if len(right) < len(pieces):
        report(line, "numbers that earn a part of the points are left out")
    low, dots, high = texts[0].partition("..") if texts else ("", "", "")
    middle, _, room = low.partition(":")
    ends = (read_number(low), read_number(high)) if dots else around(middle, room)
    if len(texts) == 1 and ends[0] is not None and ends[1] is not None:
        return Number(ends[0], ends[1])
    report(line, "not one number, such as #3, #3:0.5 or #1..5; left out")
    return None
