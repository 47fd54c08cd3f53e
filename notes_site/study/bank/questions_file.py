"""Items as a questions.md, with empty places for what nobody said.

An empty place is none that the site would read: `content check` names each as it names whatever
an author left out, and the topic isn't served until they are filled.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from notes_site.study.bank.item import BankItem, read_item
from notes_site.study.bank.naming import free_name, name_of
from notes_site.study.bank.wording import number_text
from notes_site.study.content.parsing import parse_questions
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
from notes_site.study.text.blocks import fenced
from notes_site.study.text.problems import Report

FENCED_LINE = re.compile(r"\s*^(`{3,})[a-z]*\n([^\n]+)\n\1[ \t]*$\s*", re.MULTILINE)
FENCE = re.compile(r"^\s*(?:`{3}|~{3})", re.MULTILINE)
FEWEST_RUBRIC_LINES = 2
FILLED = "?"
TYPES: tuple[tuple[type[Exchanged], str], ...] = (
    (Written, "short-answer"),
    (Printed, "output"),
    (Number, "numeric"),
    (Ordered, "ordering"),
    (Paired, "matching"),
    (Spoken, "open"),
)


def prepare(
    items: Iterable[BankItem], taken: Iterable[str], report: Report
) -> tuple[BankItem, ...]:
    """Return the items that the bank can hold, with ids of their own; report every other."""
    ids = {*taken}
    found: list[BankItem] = []
    for item in items:
        tidy = _tidy(item, report)
        tidy = replace(tidy, id=_make_id(tidy, ids))
        if obstacle := _find_obstacle(tidy):
            report(item.line, f"left out: {obstacle}")
        else:
            ids.add(tidy.id)
            found.append(tidy)
    return tuple(found)


def write_questions(items: Iterable[BankItem]) -> str:
    """Write the questions one below the other."""
    return "\n".join(_write(item) for item in items)


def count_places(items: Iterable[BankItem]) -> int:
    """Count what is to be filled in before the site can ask the questions."""
    return sum(map(_count_places, items))


def _count_places(item: BankItem) -> int:
    answer = item.answer
    marks = [not item.difficulty, not item.see, not item.why and not isinstance(answer, Spoken)]
    if isinstance(answer, Chosen) and not answer.is_statement:
        marks += [not offer.explanation for offer in answer.offers]
    if isinstance(answer, Spoken):
        marks += [not answer.model_answer, len(answer.rubric) < FEWEST_RUBRIC_LINES]
    return sum(marks)


def _make_id(item: BankItem, taken: set[str]) -> str:
    """Return the id it came with, else one from its heading; numbered where that is taken."""
    wanted = name_of(item.id or item.title) or "question"
    return wanted if item.id == wanted else free_name(wanted, taken)


def _tidy(item: BankItem, report: Report) -> BankItem:
    """Bring texts into the places that the bank has for them; report what finds none."""

    def quote(text: str, what: str) -> str:
        flat = _unfence(text)
        if FENCE.search(flat):
            report(item.line, f"{what} has a block of code, which can't stand there; it is lost")
            return ""
        return flat.strip()

    why, hint = quote(item.why, "the explanation"), quote(item.hint, "the hint")
    tags = tuple(" ".join(re.sub(r"[;,<>]", " ", tag).split()) for tag in item.tags)
    answer = item.answer
    if isinstance(answer, Chosen):
        offers = (
            replace(
                one,
                text=_flat(one.text),
                explanation=quote(one.explanation, "what is said of an option"),
            )
            for one in answer.offers
        )
        answer = replace(answer, offers=tuple(offers))
    elif isinstance(answer, Ordered):
        answer = Ordered(tuple(tuple(map(_flat, group)) for group in answer.groups))
    elif isinstance(answer, Paired):
        pairs = tuple((_flat(left), _flat(right)) for left, right in answer.pairs)
        answer = replace(answer, pairs=pairs, distractors=tuple(map(_flat, answer.distractors)))
    kept = tuple(tag for tag in tags if tag)
    return replace(item, why=why, hint=hint, tags=kept, answer=answer)


def _unfence(text: str) -> str:
    """Write fenced code of one line between the words."""
    return FENCED_LINE.sub(lambda found: f" `{found[2].strip()}` ", text)


def _flat(text: str) -> str:
    return " ".join(_unfence(text).split())


def _find_obstacle(item: BankItem) -> str | None:
    """Read the question back as the site would: say why it isn't what it was, None if it is."""
    filled = _fill(item)
    problems: list[str] = []
    found = parse_questions(_write(filled), "", "", lambda _line, said: problems.append(said))
    if problems or len(found) != 1:
        return (problems or ["its text would end the question"])[0]
    answer = found[0].kind.exchanged
    if answer and _facts(read_item(found[0], answer, "")) == _facts(filled):
        return None
    return "a line of its text would be read as something else here; write it by hand"


def _fill(item: BankItem) -> BankItem:
    """Fill every empty place, so that nothing but the question itself can be wrong."""
    answer = item.answer
    if isinstance(answer, Chosen) and not answer.is_statement:
        offers = (replace(one, explanation=one.explanation or FILLED) for one in answer.offers)
        answer = replace(answer, offers=tuple(offers))
    elif isinstance(answer, Spoken):
        missing = range(len(answer.rubric), FEWEST_RUBRIC_LINES)
        rubric = (*answer.rubric, *((1, f"{FILLED} {at}") for at in missing))
        answer = replace(answer, model_answer=answer.model_answer or FILLED, rubric=rubric)
    why = item.why or (FILLED if not isinstance(answer, Spoken) else "")
    return replace(item, answer=answer, why=why, difficulty=item.difficulty or 1, see="a#b")


def _facts(item: BankItem) -> tuple[object, ...]:
    answer = item.answer
    if isinstance(answer, Chosen):
        offers = tuple((one.text, one.is_right, one.explanation) for one in answer.offers)
        facts: object = (offers, answer.is_single, answer.is_shuffled and not answer.is_statement)
    else:
        facts = answer
    texts = (item.title, item.text, item.why, item.hint)
    return (item.id, item.tags, facts, *(" ".join(text.split()) for text in texts))


def _write(item: BankItem) -> str:
    parts = [
        f"### {item.title}\n<!-- {'; '.join(_comment(item))} -->",
        item.text,
        _write_answer(item.answer),
        _quote("Hint", item.hint) if item.hint else "",
        "" if isinstance(item.answer, Spoken) and not item.why else _quote("Why", item.why),
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _comment(item: BankItem) -> Iterator[str]:
    yield f"id: {item.id}"
    yield from _declared(item.answer)
    yield f"difficulty: {item.difficulty or '?'}"
    if item.tags:
        yield f"tags: {', '.join(item.tags)}"
    yield f"see: {item.see or '?'}"


def _declared(answer: Exchanged) -> Iterator[str]:
    """Say of an answer what the site can't see by itself."""
    for shape, name in TYPES:
        if isinstance(answer, shape):
            yield f"type: {name}"
    if isinstance(answer, Chosen) and not answer.is_single:
        yield "type: multiple"
    if isinstance(answer, Chosen) and not (answer.is_shuffled or answer.is_statement):
        yield "shuffle: no"
    if isinstance(answer, Written) and answer.is_case_sensitive:
        yield "case: yes"


def _quote(label: str, text: str, indent: str = "") -> str:
    lines = f"**{label}:** {text}".split("\n") if label else text.split("\n")
    return "\n".join(f"{indent}> {line}".rstrip() for line in lines)


def _write_answer(answer: Exchanged) -> str:
    match answer:
        case Chosen():
            return "\n".join(_offers(answer))
        case Written(literals, patterns):
            return fenced("\n".join([*literals, *(f"re: {one}" for one in patterns)]), "answer")
        case Printed(text):
            return fenced(text, "output")
        case Number(low, high):
            return fenced(number_text(low, high), "answer")
        case Ordered(groups):
            texts = (text for group in groups for text in group)
            return "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1))
        case Paired() as paired:
            return _table(paired)
        case Spoken() as spoken:
            return _details(spoken)


def _offers(answer: Chosen) -> Iterator[str]:
    for one in answer.offers:
        yield f"- [{'x' if one.is_right else ' '}] {one.text}"
        if one.explanation or not answer.is_statement:
            yield _quote("", one.explanation, "    ")


def _table(answer: Paired) -> str:
    rows = [answer.headings, *answer.pairs, *(("", text) for text in answer.distractors)]
    cells = (tuple(text.replace("|", "\\|") for text in row) for row in rows)
    lines = [f"| {left} | {right} |" for left, right in cells]
    return "\n".join([lines[0], "|---|---|", *lines[1:]])


def _details(answer: Spoken) -> str:
    rubric = "\n".join(f"- ({points}) {text}" for points, text in answer.rubric)
    follow_up = _quote("Follow-up", answer.follow_up) if answer.follow_up else ""
    parts = ["<details><summary>Model answer</summary>", answer.model_answer, rubric, follow_up]
    return "\n\n".join(part for part in [*parts, "</details>"] if part)
