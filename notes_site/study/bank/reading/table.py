"""Reads a table as `content export --to csv` writes it, or one with two columns of people's own."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from notes_site.study.bank.item import BankItem
from notes_site.study.bank.reading.shared import UnreadableError, around, read_number
from notes_site.study.bank.table import FORMULA, MOST
from notes_site.study.questions.exchanged import (
    Chosen,
    Exchanged,
    Number,
    Offered,
    Ordered,
    Paired,
    Printed,
    Spoken,
    Written,
)
from notes_site.study.text.problems import Report

Row = Mapping[str, str]
RANGE = re.compile(r"\[(?P<low>[^,\]]+),(?P<high>[^,\]]+)\]")
DIFFICULTIES = {"1", "2", "3"}


def read_table(text: str, report: Report) -> Iterator[BankItem]:
    """Yield a question a row; the heading names the columns, `question` must be among them."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if "question" not in names:
            raise UnreadableError(1, "no column `question`; name the columns in the first line")
        line = reader.line_num + 1
        for cells in reader:
            row = dict(zip(names, map(_cell, cells), strict=False))
            if row.get("question"):
                item = _read_row(row, line, report)
                if item:
                    yield item
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(reader.line_num, f"no table ({error}); save it as CSV") from None


def _cell(text: str) -> str:
    """Take away what kept a spreadsheet from working it out."""
    text = text.replace("\r\n", "\n").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _read_row(row: Row, line: int, report: Report) -> BankItem | None:
    answer = _read_answer(row, line, report)
    difficulty, see = row.get("difficulty", ""), row.get("see", "")
    if answer is None:
        return None
    return BankItem(
        title=" ".join(row["question"].split()),
        answer=answer,
        id=row.get("id", ""),
        text=row.get("text", ""),
        why=row.get("why", ""),
        hint=row.get("hint", ""),
        difficulty=int(difficulty) if difficulty in DIFFICULTIES else 0,
        tags=tuple(tag.strip() for tag in row.get("tags", "").split(",") if tag.strip()),
        see=see if "#" in see else "",
        line=line,
    )


def _pairs(row: Row) -> list[tuple[str, str]]:
    """Return the options with their notes, as far as there are any."""
    pairs = [(row.get(f"option {at}", ""), row.get(f"note {at}", "")) for at in range(1, MOST + 1)]
    return [pair for pair in pairs if any(pair)]


def _read_answer(row: Row, line: int, report: Report) -> Exchanged | None:
    answer, pairs, declared = row.get("answer", ""), _pairs(row), row.get("type", "")
    match declared:
        case "ordering":
            return Ordered(tuple((text,) for text, _ in pairs))
        case "matching":
            return _read_pairs(answer, pairs)
        case "numeric":
            return _read_number(answer, line, report)
        case "output":
            return Printed(answer)
        case "open":
            rubric = ((int(points) if points.isdecimal() else 1, text) for text, points in pairs)
            return Spoken(answer, tuple(rubric))
        case "short-answer":
            return _read_written(answer, line, report)
    if not pairs:
        return _read_written(answer, line, report)
    return _read_chosen(answer, pairs, line, report, is_multiple=declared == "multiple")


def _read_chosen(
    answer: str, pairs: list[tuple[str, str]], line: int, report: Report, *, is_multiple: bool
) -> Chosen | None:
    """Take the right options by their numbers, or one by its words."""
    named = {part.strip() for part in answer.split(",")} | {answer}
    rights = [str(at) in named or text == answer for at, (text, _) in enumerate(pairs, 1)]
    if not any(rights):
        report(line, "`answer` names no option; write its number; left out")
        return None
    offers = (
        Offered(text, is_right, note) for (text, note), is_right in zip(pairs, rights, strict=True)
    )
    answer_is_one = sum(rights) == 1 and not is_multiple
    chosen = Chosen(tuple(offers), answer_is_one)
    return Chosen(chosen.offers, answer_is_one, is_shuffled=not chosen.is_statement)


def _read_written(answer: str, line: int, report: Report) -> Written | None:
    lines = [text.strip() for text in answer.split("\n") if text.strip()]
    patterns = tuple(text[3:].strip() for text in lines if text.startswith("re:"))
    literals = tuple(text for text in lines if not text.startswith("re:"))
    if literals:
        return Written(literals, patterns)
    report(line, "no answer in words; left out")
    return None


def _read_number(answer: str, line: int, report: Report) -> Number | None:
    found = RANGE.fullmatch(answer)
    middle, _, room = answer.partition("+-")
    ends = (
        (read_number(found["low"]), read_number(found["high"])) if found else around(middle, room)
    )
    if ends[0] is not None and ends[1] is not None:
        return Number(ends[0], ends[1])
    report(line, f"{answer[:40]!r} is no number; write 3, 9.81 +- 0.02 or [9.7, 9.9]; left out")
    return None


def _read_pairs(answer: str, pairs: list[tuple[str, str]]) -> Paired:
    left, bar, right = (part.strip() for part in answer.partition("|"))
    return Paired(
        (left, right) if bar else ("Item", "Belongs to"),
        tuple((one, other) for one, other in pairs if one),
        tuple(other for one, other in pairs if not one),
    )
