"""Answers in the words that several formats share."""

from collections.abc import Iterator
from decimal import Context, Decimal

from notes_site.study.bank.item import BankItem, Losses
from notes_site.study.questions.exchanged import Chosen, Printed, Spoken, Written

WIDE = Context(prec=400)
"""Halves every number of the bank exactly."""


def lost_marks(answer: Chosen) -> Iterator[str]:
    """Say what of the options only this site knows."""
    if any(offer.trap for offer in answer.offers):
        yield "the wrong ideas that options stand for (trap) are lost"
    if any(offer.is_pinned for offer in answer.offers):
        yield "places that options keep (pin) are lost"


def as_written(
    item: BankItem, answer: Written | Printed, losses: Losses, *, keeps_capitals: bool = False
) -> Written | None:
    """Return what is typed as a program without patterns knows it; None for several lines."""
    if isinstance(answer, Printed):
        if "\n" in answer.text:
            losses(item, "answers have one line there, this prints several: left out")
            return None
        more = "" if keeps_capitals else ", in which capitals don't count"
        losses(item, f"becomes a short answer{more}")
        return Written((answer.text,), is_case_sensitive=keeps_capitals)
    if answer.patterns:
        losses(item, "patterns (re:) are lost, the literal answers stay")
    if answer.is_case_sensitive and not keeps_capitals:
        losses(item, "that capitals count is lost")
    return answer


def category(item: BankItem, course: str) -> str:
    """Name the place of a topic's questions among Moodle's categories."""
    return "/".join(name.replace("/", "//") for name in ("top", course, item.topic))


def number_text(low: Decimal, high: Decimal) -> str:
    """Write a number or a range as the bank has it."""
    return f"{low:f}" if low == high else f"[{low:f}, {high:f}]"


def middle_and_room(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Return a range as its middle and what may be added or taken away."""
    whole = WIDE.add(low, high)
    return WIDE.divide(whole, Decimal(2)), WIDE.divide(WIDE.subtract(high, low), Decimal(2))


def share_text(count: int) -> str:
    """Return the share of the points of one of so many, in percent, as Moodle knows it."""
    return f"{round(100 / count, 5):g}" if 100 % count == 0 else f"{100 / count:.5f}"


def starred(literal: str) -> str:
    """Write an answer for Moodle, to which a star without a backslash means anything."""
    return literal.replace("*", "\\*")


def spoken_text(answer: Spoken) -> str:
    """Write a model answer with its rubric and follow-up as the bank has them."""
    rubric = "\n".join(f"- ({points}) {text}" for points, text in answer.rubric)
    follow_up = "\n> ".join(answer.follow_up.split("\n"))
    last = f"> **Follow-up:** {follow_up}" if answer.follow_up else ""
    return "\n\n".join(part for part in (answer.model_answer, rubric, last) if part)
