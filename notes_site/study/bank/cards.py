"""Questions as cards for Anki: what is asked on one side, what is right and why on the other."""

from collections.abc import Iterable, Iterator, Sequence

from notes_site.study.bank.anki import Note, deck_name, note_guid
from notes_site.study.bank.formulas import as_mathjax
from notes_site.study.bank.item import BankItem
from notes_site.study.bank.wording import number_text, spoken_text
from notes_site.study.questions.exchanged import (
    Chosen,
    Number,
    Offered,
    Ordered,
    Paired,
    Printed,
    Spoken,
    Written,
)
from notes_site.study.rendering import Renderer
from notes_site.study.text.blocks import fenced
from notes_site.study.text.problems import ignore
from notes_site.study.text.splitting import Heading, split_blocks

SHOWN = {True: "✓ ", False: "✗ "}


def notes_of(
    items: Iterable[BankItem], site: str, course: str, renderer: Renderer
) -> Iterator[Note]:
    """Yield a card for each question, in a deck of its topic inside one of the course."""
    for item in items:
        front, back = sides(item, renderer)
        deck = deck_name(course, item.topic)
        yield Note(note_guid(site, course, item.id), deck, front, back, item.tags)


def sides(item: BankItem, renderer: Renderer) -> tuple[str, str]:
    """Return what is asked, with what there is to choose from, and what answers it, as HTML."""
    offered = _list(_offered(item))
    front = "\n\n".join(part for part in (item.asked, offered) if part)
    back = "\n\n".join(part for part in (_answer(item), item.why) if part)
    return render(front, renderer), render(back, renderer)


def render(text: str, renderer: Renderer) -> str:
    """Render Markdown, whose code may stand between fences; formulas stay LaTeX, for MathJax."""
    blocks = split_blocks(as_mathjax(text).splitlines(), 1, ignore)
    return str(renderer.blocks([block for block in blocks if not isinstance(block, Heading)]))


def _list(texts: Sequence[str], mark: str = "-") -> str:
    return "\n".join(f"{mark} {' '.join(text.split())}" for text in texts)


def _offered(item: BankItem) -> tuple[str, ...]:
    """Return what a reader chooses from; in an order that tells nothing."""
    match item.answer:
        case Chosen(offers):
            return tuple(offer.text for offer in offers)
        case Ordered(groups):
            return tuple(sorted(text for group in groups for text in group))
        case Paired(_, pairs, distractors):
            rights = {right for _, right in pairs} | {*distractors}
            return (*(left for left, _ in pairs), *(f"→ {text}" for text in sorted(rights)))
    return ()


def _answer(item: BankItem) -> str:
    """Return what is right, as Markdown."""
    match item.answer:
        case Printed(text):
            return fenced(text, "text")
        case Number(low, high):
            return number_text(low, high)
        case Spoken() as answer:
            return spoken_text(answer)
        case Ordered(groups):
            return _list([text for group in groups for text in group], "1.")
        case answer:
            return _list(_right(answer))


def _right(answer: Chosen | Written | Paired) -> list[str]:
    if isinstance(answer, Chosen):
        return [SHOWN[one.is_right] + _told(one) for one in answer.offers]
    if isinstance(answer, Written):
        return [f"`` {literal} ``" for literal in answer.literals]
    return [f"{left} → {right}" for left, right in answer.pairs]


def _told(offer: Offered) -> str:
    return f"{offer.text}: {offer.explanation}" if offer.explanation else offer.text
