"""A reader's answers as a table for a spreadsheet: CSV (RFC 4180) that opens as what it is."""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from notes_site.store.people.portable.answers import AnswerLine
from notes_site.study.content.library import Library, Question

START = "\ufeff"
"""Without it some spreadsheets take UTF-8 for another encoding."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets take for something to work out."""
HEADINGS = (
    *("answered at (UTC)", "study day", "way", "topic", "question", "id", "your answer"),
    *("score", "sureness", "hint", "expected recall"),
)
SURENESS = {1: "guessing", 2: "fairly sure", 3: "sure"}


def write_table(answers: Iterable[AnswerLine], library: Library) -> Iterator[str]:
    """Yield the lines; a question that is gone from the library has its id and no words."""
    yield START + _line(HEADINGS)
    for answer in answers:
        question = library.questions.get(answer.question_id)
        topic = library.by_slug[question.slug].title if question else ""
        facts = (
            f"{answer.answered_at:%Y-%m-%d %H:%M:%S}",
            answer.study_day.isoformat(),
            answer.mode,
            topic,
            question.title if question else "",
            answer.question_id,
            _in_words(question, answer.response),
        )
        expected = "" if answer.expected_recall is None else f"{answer.expected_recall:.3f}"
        sureness = SURENESS.get(answer.confidence or 0, "")
        hint = "yes" if answer.is_hinted else ""
        yield _line((*facts, f"{answer.score:g}", sureness, hint, expected))


def _in_words(question: Question | None, response: str) -> str:
    """Return what was chosen or written; "" where only keys are left of it."""
    given: list[str] = json.loads(response)
    if question is None:
        return ""
    offered = question.kind.offered
    if not offered:
        return " ".join(given)
    return " | ".join(offered[key] for key in given) if offered.keys() >= set(given) else ""


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([_plain(cell) for cell in cells])
    return text.getvalue()


def _plain(cell: str) -> str:
    """Keep a cell from being worked out, or from calling something: it is shown as it is."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
