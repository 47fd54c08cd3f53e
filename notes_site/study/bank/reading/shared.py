"""What readers share: how a text becomes a title and a body, how an answer is taken."""

import re
from decimal import Decimal

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.wording import WIDE
from notes_site.study.questions.exchanged import (
    Chosen,
    Exchanged,
    Offered,
    Paired,
    Spoken,
    Written,
)
from notes_site.study.text.problems import Report

NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,2})?")
LONGEST_TITLE = 300
HEADINGS = ("BankItem", "Belongs to")
NO_TITLE = re.compile(r"[ ]{0,3}(?:[#>|~`]|[-+*] |[0-9]{1,9}[.)] )|<!--")
RUBRIC_LINE = re.compile(r"- \((?P<points>[0-9]{1,2})\) (?P<text>\S.*)")
FOLLOW_UP = re.compile(r"^> \*\*Follow-up:\*\* (?P<text>.*(?:\n>.*)*)", re.MULTILINE)


class UnreadableError(ValueError):
    """Why nothing of a file can be read, and at which line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def make_item(text: str, name: str, answer: Exchanged, line: int, **more: object) -> BankItem:
    """Take the first paragraph of a text as the heading, unless it can't be one."""
    first, _, rest = text.strip().partition("\n\n")
    title = " ".join(first.split())
    if not title or len(title) > LONGEST_TITLE or NO_TITLE.match(first):
        title, rest = " ".join(name.split()) or f"Question of line {line}", text.strip()
    return BankItem(title=title, text=rest.strip(), answer=answer, line=line, **more)  # type: ignore[arg-type]


def read_number(text: str) -> Decimal | None:
    """Read a number, with a comma too; None where it is none, or is too long to be one."""
    cleaned = "".join(text.split()).replace(",", ".")
    return Decimal(cleaned) if len(cleaned) <= 50 and NUMBER.fullmatch(cleaned) else None


def read_literals(texts: list[str], line: int, report: Report, *, is_exact: bool) -> Written | None:
    r"""Take accepted answers; a star that is not `\*` stands for anything, as Moodle has it."""
    literals: list[str] = []
    patterns: list[str] = []
    for text in texts:
        pieces = [
            piece.replace("\\*", "*") for piece in re.split(r"(?<!\\)\*", " ".join(text.split()))
        ]
        literal = " ".join("".join(pieces).split())
        if literal.startswith("re:"):
            report(line, f"{literal!r} would be a pattern here; this answer is left out")
        elif literal:
            literals.append(literal)
        if len(pieces) > 1:
            patterns.append(".*".join(re.escape(piece) for piece in pieces))
    if not literals:
        report(line, "no answer in words; left out")
        return None
    return Written(tuple(dict.fromkeys(literals)), tuple(patterns), is_exact)


def read_spoken(text: str) -> Spoken:
    """Take a model answer apart: its rubric and follow-up, where it has them as the bank writes."""
    follow_up = FOLLOW_UP.search(text)
    if follow_up:
        text = text[: follow_up.start()] + text[follow_up.end() :]
    rubric = tuple(
        (int(found["points"]), found["text"].strip())
        for found in map(RUBRIC_LINE.fullmatch, text.split("\n"))
        if found
    )
    kept = [line for line in text.split("\n") if not RUBRIC_LINE.fullmatch(line)]
    asked = re.sub(r"^> ?", "", follow_up["text"], flags=re.MULTILINE) if follow_up else ""
    words = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return Spoken(words, rubric, asked.strip())


def around(middle: str, room: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the ends of a number that has a tolerance; None for what is no number."""
    at, give = read_number(middle), read_number(room or "0")
    if at is None or give is None:
        return None, None
    return WIDE.subtract(at, abs(give)), WIDE.add(at, abs(give))


def statement_of(*, is_true: bool, why_true: str = "", why_false: str = "") -> Chosen:
    """Return the two options of a statement that is true, or false."""
    return Chosen(
        (Offered("True", is_true, why_true), Offered("False", not is_true, why_false)),
        is_single=True,
        is_shuffled=False,
    )


def paired_of(pairs: list[tuple[str, str]]) -> Paired:
    """Return pairs under headings of no meaning; what has no left side is a distractor."""
    return Paired(
        HEADINGS,
        tuple((left, right) for left, right in pairs if left),
        tuple(right for left, right in pairs if not left),
    )
