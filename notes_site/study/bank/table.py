"""The bank as a table for spreadsheets, and back: a question a row.

`option 1` to `option 9` hold what is chosen, ordered, paired or ticked, `note 1` to `note 9` what
belongs to each: why an option is right or wrong, the right side of a pair, the points of a rubric.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from notes_site.study.bank.item import BankItem, Losses, lose_links
from notes_site.study.bank.wording import lost_marks, number_text
from notes_site.study.questions.exchanged import (
    Chosen,
    Exchanged,
    Number,
    Ordered,
    Paired,
    Printed,
    Spoken,
    Written,
)

MOST = 9
HEAD = ("id", "topic", "type", "difficulty", "tags", "see", "question", "text", "answer")
OPTIONS = tuple(name for at in range(1, MOST + 1) for name in (f"option {at}", f"note {at}"))
COLUMNS = (*HEAD, *OPTIONS, "why", "hint")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a cell may not start with: a spreadsheet would work it out, and others have hidden in it."""


def table_text(items: Sequence[BankItem], losses: Losses) -> str:
    """Write CSV (RFC 4180) with a heading; a cell that looks like a formula starts with '."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for item in items:
        lose_links(item, losses)
        for cause in _lost(item):
            losses(item, cause)
        cells = _head(item) | _options(_rows(item.answer))
        writer.writerow({name: _cell(words) for name, words in cells.items()})
    return text.getvalue()


def _cell(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words


def _head(item: BankItem) -> dict[str, str]:
    return {
        "id": item.id,
        "topic": item.topic,
        "type": item.kind,
        "difficulty": str(item.difficulty or ""),
        "tags": ", ".join(item.tags),
        "see": item.see,
        "question": item.title,
        "text": item.text,
        "answer": _answer(item),
        "why": item.why,
        "hint": item.hint,
    }


def _lost(item: BankItem) -> Iterator[str]:
    """Say what of a question has no column."""
    match item.answer:
        case Chosen() as answer:
            yield from lost_marks(answer)
            if not answer.is_shuffled and not answer.is_statement:
                yield "that options keep their order is lost"
        case Written(is_case_sensitive=True):
            yield "that capitals count is lost"
        case Ordered(groups) if any(len(group) > 1 for group in groups):
            yield "which neighbours may change places is lost"
        case Spoken(follow_up=follow_up) if follow_up:
            yield "the follow-up question is lost"


def _answer(item: BankItem) -> str:
    """Return what stands in the column of the answer."""
    match item.answer:
        case Chosen(offers):
            return ", ".join(str(at) for at, one in enumerate(offers, 1) if one.is_right)
        case Written(literals, patterns):
            return "\n".join([*literals, *(f"re: {pattern}" for pattern in patterns)])
        case Printed(text) | Spoken(text):
            return text
        case Number(low, high):
            return number_text(low, high)
        case Paired(headings):
            return " | ".join(headings)
    return ""


def _rows(answer: Exchanged) -> list[tuple[str, str]]:
    """Return what stands in the columns of options and notes."""
    match answer:
        case Chosen(offers):
            return [(one.text, one.explanation) for one in offers]
        case Ordered(groups):
            return [(text, "") for group in groups for text in group]
        case Paired(_, pairs, distractors):
            return [*pairs, *(("", text) for text in distractors)]
        case Spoken(_, rubric):
            return [(text, str(points)) for points, text in rubric]
    return []


def _options(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    return dict(zip(OPTIONS, (cell for row in rows for cell in row), strict=False))
