"""Banks to exchange: the sample of all kinds, and what is lost and reported on the way."""

from dataclasses import replace

from notes_site.study.bank.item import BankItem, Losses, read_item
from notes_site.study.bank.questions_file import prepare, write_questions
from notes_site.study.content.library import Question
from notes_site.study.content.parsing import parse_questions
from notes_site.study.questions.exchanged import Chosen, Exchanged
from tests.study.banks import nine_kinds


def items_of(questions: tuple[Question, ...]) -> tuple[BankItem, ...]:
    found = ((one, one.kind.exchanged) for one in questions)
    return tuple(read_item(one, answer, "Topic / one") for one, answer in found if answer)


def nine_items() -> dict[str, BankItem]:
    """Return the sample's questions by their kind."""
    return {item.kind: item for item in items_of(nine_kinds())}


def plain(answer: Exchanged) -> Exchanged:
    """Leave out what no other program knows of options."""
    if not isinstance(answer, Chosen):
        return answer
    offers = (replace(one, key="", trap="", is_pinned=False) for one in answer.offers)
    return replace(answer, offers=tuple(offers), is_shuffled=True)


def said(losses: Losses, kind: str) -> str:
    return "\n".join(line for line in losses.lines() if line.startswith(kind))


def through_the_bank(items: tuple[BankItem, ...]) -> tuple[Question, ...]:
    """Write items as a questions.md, fill what every question must say, and read it."""
    problems: list[tuple[int, str]] = []
    kept = prepare(items, (), lambda line, what: problems.append((line, what)))
    filled = [replace(item, difficulty=1, see="t#s") for item in kept]
    text = write_questions(filled)
    found = parse_questions(text, "q.md", "t", lambda line, what: problems.append((line, what)))
    assert problems == []
    return found
