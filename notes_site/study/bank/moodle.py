"""The bank as Moodle XML (https://docs.moodle.org/en/Moodle_XML_format), texts as Markdown."""

import re
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr  # nosec B406 - writes, and reads nothing

from notes_site.study.bank.formulas import for_mathjax
from notes_site.study.bank.item import BankItem, Losses, lose_links
from notes_site.study.bank.wording import (
    as_written,
    category,
    lost_marks,
    middle_and_room,
    share_text,
    spoken_text,
    starred,
)
from notes_site.study.questions.exchanged import (
    Chosen,
    Number,
    Ordered,
    Paired,
    Printed,
    Spoken,
    Written,
)

UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""
RIGHT, WRONG = "100", "0"


def moodle_text(items: Sequence[BankItem], course: str, losses: Losses) -> str:
    """Write the questions that Moodle can say, each topic in a category of its own."""
    parts: list[str] = []
    last = ""
    for item in (for_mathjax(one, losses) for one in items):
        answer = _answer(item, losses)
        if answer is None:
            continue
        lose_links(item, losses)
        place = category(item, course)
        if place != last:
            last = place
            parts.append(
                f'<question type="category"><category>{_text(place)}</category></question>'
            )
        parts.append(_question(item, *answer))
    body = "\n".join(parts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'


def _text(text: str) -> str:
    return f"<text>{escape(UNSAYABLE.sub('', text))}</text>"


def _rich(tag: str, text: str) -> str:
    return f'<{tag} format="markdown">{_text(text)}</{tag}>'


def _question(item: BankItem, kind: str, answer: list[str]) -> str:
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in item.tags)
    lines = [
        f"<question type={quoteattr(kind)}>",
        f"<name>{_text(item.id)}</name>",
        _rich("questiontext", item.asked),
        _rich("generalfeedback", item.why),
        f"<idnumber>{escape(item.id)}</idnumber>",
        *answer,
        *([_rich("hint", item.hint)] if item.hint else []),
        *([f"<tags>{tags}</tags>"] if tags else []),
        "</question>",
    ]
    return "\n".join(lines)


def _answer(item: BankItem, losses: Losses) -> tuple[str, list[str]] | None:
    """Return Moodle's name of the kind and what stands for its answer; None where it has none."""
    match item.answer:
        case Chosen() as answer:
            return _chosen(item, answer, losses)
        case Written() | Printed() as answer:
            written = as_written(item, answer, losses, keeps_capitals=True)
            return None if written is None else ("shortanswer", list(_written(written)))
        case Number(low, high):
            middle, room = middle_and_room(low, high)
            return "numerical", [_right(f"{middle:f}", f"<tolerance>{room:f}</tolerance>")]
        case Ordered(groups):
            if any(len(group) > 1 for group in groups):
                losses(item, "which neighbours may change places is lost")
            return "ordering", list(_ordered([text for group in groups for text in group]))
        case Paired() as answer:
            losses(item, "the headings of the two columns are lost; what is chosen is plain text")
            return "matching", list(_paired(answer))
        case Spoken() as answer:
            return "essay", [_rich("graderinfo", spoken_text(answer))]


def _written(answer: Written) -> Iterator[str]:
    yield f"<usecase>{int(answer.is_case_sensitive)}</usecase>"
    for literal in answer.literals:
        yield _right(starred(literal))


def _chosen(item: BankItem, answer: Chosen, losses: Losses) -> tuple[str, list[str]]:
    for cause in lost_marks(answer):
        losses(item, cause)
    if answer.is_statement:
        return "truefalse", [
            _offer(one.text.lower(), RIGHT if one.is_right else WRONG, one.explanation)
            for one in answer.offers
        ]
    count = sum(one.is_right for one in answer.offers)
    wrong = WRONG if answer.is_single else f"-{share_text(count)}"
    right = RIGHT if answer.is_single else share_text(count)
    return "multichoice", [
        f"<single>{str(answer.is_single).lower()}</single>",
        f"<shuffleanswers>{str(answer.is_shuffled).lower()}</shuffleanswers>",
        *(
            _offer(one.text, right if one.is_right else wrong, one.explanation)
            for one in answer.offers
        ),
    ]


def _offer(text: str, fraction: str, why: str) -> str:
    said = _text(text) + _rich("feedback", why)
    return f'<answer fraction="{fraction}" format="markdown">{said}</answer>'


def _right(text: str, more: str = "") -> str:
    return f'<answer fraction="{RIGHT}" format="plain_text">{_text(text)}{more}</answer>'


def _ordered(items: Sequence[str]) -> Iterator[str]:
    """Write what Moodle 4.4 and its earlier add-on read; the fraction is the place."""
    yield "<layouttype>VERTICAL</layouttype>"
    yield "<selecttype>ALL</selecttype>"
    yield "<selectcount>0</selectcount>"
    yield "<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype>"
    for place, text in enumerate(items, 1):
        yield f'<answer fraction="{place}" format="markdown">{_text(text)}</answer>'


def _paired(answer: Paired) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    for left, right in (*answer.pairs, *(("", text) for text in answer.distractors)):
        said = f"{_text(left)}<answer>{_text(right)}</answer>"
        yield f'<subquestion format="markdown">{said}</subquestion>'
