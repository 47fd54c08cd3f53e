"""The bank as GIFT, Moodle's text format (https://docs.moodle.org/en/GIFT_format).

Texts stay Markdown, which GIFT can name; ids and tags stand in the comment that Moodle reads them
from.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

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

CONTROLS = str.maketrans(
    {sign: f"\\{sign}" for sign in "~=#{}:\\"} | {"\n": "\\n", "\r": "", "\0": ""}
)
ARROW = "->"


def gift_text(items: Sequence[BankItem], course: str, losses: Losses) -> str:
    """Write the questions that GIFT can say, each topic in a category of its own."""
    parts: list[str] = []
    last = ""
    for item in (for_mathjax(one, losses) for one in items):
        lines = _answer(item, losses)
        if lines is None:
            continue
        lose_links(item, losses)
        if item.hint:
            losses(item, "hints are lost")
        place = category(item, course)
        if place != last:
            last = place
            parts.append(f"$CATEGORY: {_one_line(place)}")
        parts.append("\n".join([_opening(item), *(f"\t{line}" for line in lines), "}"]))
    return "\n\n".join(parts) + "\n"


def _opening(item: BankItem) -> str:
    marks = [f"[id:{item.id}]", *(f"[tag:{tag}]" for tag in item.tags)]
    return f"// {' '.join(marks)}\n::{_escape(item.id)}::[markdown]{_escape(item.asked)}{{"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escape(text: str) -> str:
    return text.strip().translate(CONTROLS)


def _answer(item: BankItem, losses: Losses) -> list[str] | None:
    """Return the lines between the braces; None where GIFT can't say the question."""
    found: list[str] | None = None
    match item.answer:
        case Chosen() as answer:
            found = list(_chosen(item, answer, losses))
        case Written() | Printed() as answer:
            written = as_written(item, answer, losses)
            if written is not None:
                found = [f"={_escape(starred(one))}" for one in written.literals]
        case Number(low, high):
            found = [f"#{_number(low, high)}"]
        case Ordered():
            losses(item, "GIFT has no order to ask for: left out")
        case Paired() as answer:
            found = _paired(item, answer, losses)
        case Spoken() as answer:
            if item.why:
                losses(item, "what stands in Why is lost, the model answer takes its place")
            return [f"####{_escape(spoken_text(answer))}"]
    why = [f"####{_escape(item.why)}"] if item.why else []
    return None if found is None else found + why


def _chosen(item: BankItem, answer: Chosen, losses: Losses) -> Iterator[str]:
    for cause in lost_marks(answer):
        losses(item, cause)
    if not answer.is_shuffled and not answer.is_statement:
        losses(item, "that options keep their order is lost")
    feedback = {one.is_right: one.explanation for one in answer.offers}
    if answer.is_statement:
        (right,) = (one.text.upper() for one in answer.offers if one.is_right)
        told = any(feedback.values())
        yield right + (f"#{_escape(feedback[False])}#{_escape(feedback[True])}" if told else "")
        return
    marks = {True: "=", False: "~"} if answer.is_single else _shares(answer)
    for one in answer.offers:
        why = f"#{_escape(one.explanation)}" if one.explanation else ""
        yield f"{marks[one.is_right]}{_escape(one.text)}{why}"


def _shares(answer: Chosen) -> dict[bool, str]:
    share = share_text(sum(one.is_right for one in answer.offers))
    return {True: f"~%{share}%", False: f"~%-{share}%"}


def _number(low: Decimal, high: Decimal) -> str:
    return f"{low:f}:0" if low == high else "{:f}:{:f}".format(*middle_and_room(low, high))


def _paired(item: BankItem, answer: Paired, losses: Losses) -> list[str] | None:
    if any(ARROW in left for left, _ in answer.pairs):
        losses(item, "an arrow (->) on the left ends it there: left out")
        return None
    pairs = [*answer.pairs, *(("", text) for text in answer.distractors)]
    losses(item, "the headings of the two columns are lost")
    return [f"={_escape(left)} {ARROW} {_escape(right)}" for left, right in pairs]
