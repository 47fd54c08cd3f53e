"""A question between two programs: what both can say of it, and what gets lost on the way."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from notes_site.study.content.library import Library, Question
from notes_site.study.questions.exchanged import Exchanged
from notes_site.study.text.blocks import as_markdown
from notes_site.study.text.splitting import SHOWN

LINK_INSIDE = re.compile(r"\]\((?:\.\./|#|topic\.md)")
FEW = 3


@dataclass(frozen=True, slots=True)
class BankItem:
    """A question as it travels; all texts are Markdown, `title` is one line of it."""

    title: str
    answer: Exchanged
    id: str = ""
    kind: str = ""
    topic: str = ""
    text: str = ""
    why: str = ""
    hint: str = ""
    difficulty: int = 0
    tags: tuple[str, ...] = ()
    see: str = ""
    line: int = 1

    @property
    def asked(self) -> str:
        """The whole of what is asked, above the answers."""
        return f"{self.title}\n\n{self.text}".strip()


class Losses:
    """Counts what a target can't say, by kind and cause."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], list[str]] = {}

    def __call__(self, item: BankItem | Question, cause: str) -> None:
        kind = item.kind if isinstance(item.kind, str) else item.kind.name
        self._ids.setdefault((kind, cause), []).append(item.id)

    def lines(self) -> Iterator[str]:
        """Yield a line for each kind and cause, with the count and the first few questions."""
        for (kind, cause), ids in sorted(self._ids.items()):
            more = ", …" if len(ids) > FEW else ""
            yield f"{kind}, {len(ids)}: {cause} ({', '.join(ids[:FEW])}{more})"


def read_items(library: Library, losses: Losses) -> tuple[BankItem, ...]:
    """Return the questions that quizzes ask, with all that other programs may know of them."""
    items: list[BankItem] = []
    for topic in library.topics:
        for question in topic.questions:
            if question.retired:
                losses(question, "retired: left out")
            elif (answer := question.kind.exchanged) is None:
                losses(question, "no other program knows this kind: left out")
            else:
                items.append(read_item(question, answer, topic.title))
    return tuple(items)


def read_item(question: Question, answer: Exchanged, topic: str) -> BankItem:
    """Say a question in the words that all programs share."""
    return BankItem(
        title=question.title,
        answer=answer,
        id=question.id,
        kind=question.kind.name,
        topic=topic,
        text=as_markdown(question.stem),
        why=question.why,
        hint=question.hint,
        difficulty=question.difficulty,
        tags=question.tags,
        see=f"{question.see.slug}#{question.see.anchor}",
        line=question.line,
    )


def lose_pictures(item: BankItem, losses: Losses) -> None:
    """Count a question whose pictures stay behind."""
    if SHOWN.search(repr(asdict(item))):
        losses(item, "pictures stay behind, what they show in words goes along")


def lose_links(item: BankItem, losses: Losses) -> None:
    """Count a question whose links lead from file to file."""
    if LINK_INSIDE.search(repr(asdict(item))):
        losses(item, "a link to a topic leads nowhere there")
