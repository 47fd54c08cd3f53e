"""What no sentence may hold: a formula with a mistake, or HTML that would vanish."""

import re
from collections.abc import Iterable, Iterator

from notes_site.study.content.library import Topic
from notes_site.study.questions.kind import place_texts
from notes_site.study.text.blocks import Block, Fence, Fold, Prose, TopicBlock
from notes_site.study.text.formulas import Formula, find_formulas
from notes_site.study.text.markdown import INLINE_HTML
from notes_site.study.text.mathml import FormulaError, to_mathml
from notes_site.study.text.problems import Problem, Report
from notes_site.study.text.splitting import refuse_raw_html, without_code

HTML = re.compile(
    r"(?<!\\)<(?P<scheme>(?!https?:|mailto:)[A-Za-z][\w.+-]*):[^\s<>]*>"
    r"|(?<!\\)</?(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"""(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>"""
)
"""A tag, or what would be taken for an address: `<int:id>`."""


def find_sentences(topic: Topic) -> Iterator[tuple[str, Block]]:
    """Yield all that a topic and its bank say in Markdown, and its code, each with its file."""
    notes = (Prose(note.text, note.line) for note in topic.footnotes)
    yield from ((topic.path, said) for said in (*_say(topic.intro), *notes))
    for path, sections in ((topic.path, topic.sections), *topic.beside):
        for section in sections:
            yield path, Prose(section.title, section.line)
            yield from ((path, said) for said in _say(section.blocks))
    for question in topic.questions:
        around = place_texts((question.title, question.why, question.hint), question.line)
        said_by_kind = question.kind.blocks(question.line)
        yield from ((question.path, said) for said in (*around, *question.body, *said_by_kind))


def _say(blocks: Iterable[TopicBlock]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold) and not block.ends:
            yield Prose(block.text, block.line)
        elif isinstance(block, Prose | Fence):
            yield block


def find_faults(topic: Topic) -> Iterator[Problem]:
    """Yield what readers would see as it is written, or not at all."""
    for path, block in find_sentences(topic):
        for line, message in find_faults_in(block):
            yield Problem(path, line, message)


def find_faults_in(block: Block) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with formulas and HTML in a piece of a text."""
    if isinstance(block, Prose):
        for formula in find_formulas(block.text):
            yield from _find_mistake(formula, block.line + formula.line - 1)
        yield from _find_html(block)
    elif block.language == "math":
        yield from _find_mistake(Formula(block.text.strip(), is_display=True), block.line)


def report_faults(block: Block, report: Report) -> None:
    """Report those, and raw HTML where a block of it begins."""
    raw: list[tuple[int, str]] = []
    if isinstance(block, Prose):
        refuse_raw_html(block, lambda *mistake: raw.append(mistake))
    for mistake in raw or find_faults_in(block):
        report(*mistake)


def _find_html(prose: Prose) -> Iterator[tuple[int, str]]:
    lines = without_code(prose.text).splitlines() if "<" in prose.text else ()
    for line, text in enumerate(lines, prose.line):
        for tag in HTML.finditer(text):
            if (tag["name"] or "").lower() not in INLINE_HTML:
                yield line, f"{tag[0]} isn't shown; put it between `backticks`, or remove it"


def _find_mistake(formula: Formula, line: int) -> Iterator[tuple[int, str]]:
    try:
        to_mathml(formula.latex, is_display=formula.is_display)
    except FormulaError as error:
        yield line, f"the formula {formula.written[:40]} {error}"
