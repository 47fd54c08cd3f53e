"""A glossary.md to Terms: a heading, an optional comment, one paragraph."""

from collections.abc import Iterator, Sequence

from notes_site.study.content.library import SectionRef, Term
from notes_site.study.content.parsing.sentences import report_faults
from notes_site.study.text.blocks import Block, Prose
from notes_site.study.text.comments import COMMENT, read_pairs, refuse_unknown
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import (
    Heading,
    find_links,
    slugify,
    split_blocks,
    split_list,
)

META_KEYS = {"also", "see"}
ONE_PARAGRAPH = "a term has one paragraph of text; write it below the heading"


def parse_glossary(text: str, report: Report) -> tuple[Term, ...]:
    """Read a glossary.md in alphabetical order; a term with a mistake is reported and left out."""
    terms: dict[str, Term] = {}
    taken: dict[str, int] = {}
    for heading, blocks in _split_terms(split_blocks(text.splitlines(), 1, report), report):
        term = _read_term(heading, blocks, report)
        if term is None:
            continue
        names = (term.name, *term.also)
        doubles = [name for name in names if name.casefold() in taken]
        for name in doubles:
            line = taken[name.casefold()]
            report(heading.line, f"{name} is explained at line {line} already; join the two")
        if not doubles:
            terms[term.anchor] = term
        taken |= {name.casefold(): heading.line for name in names}
    return tuple(sorted(terms.values(), key=lambda term: term.name.casefold()))


def _split_terms(
    blocks: Sequence[Block | Heading], report: Report
) -> Iterator[tuple[Heading, list[Block]]]:
    found: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            if block.level != 2:
                report(block.line, "a term is a line such as ## endpoint")
            found.append((block, []))
        elif found:
            found[-1][1].append(block)
        else:
            report(block.line, "text before the first term; start with a line such as ## endpoint")
    yield from found


def _read_term(heading: Heading, blocks: Sequence[Block], report: Report) -> Term | None:
    anchor, first = slugify(heading.title), blocks[0] if blocks else None
    if not isinstance(first, Prose) or len(blocks) > 1:
        report(heading.line, ONE_PARAGRAPH)
        return None
    opening, _, rest = first.text.strip().partition("\n")
    comment = COMMENT.fullmatch(opening.strip())
    line = first.line + first.text[: first.text.find(opening)].count("\n")
    meta = read_pairs(comment[1], line, report) if comment else {}
    refuse_unknown(meta, META_KEYS, "a term", line, report)
    text = (rest if comment else first.text).strip()
    if not text or "\n\n" in text or not anchor:
        report(heading.line, ONE_PARAGRAPH)
        return None
    report_faults(Prose(text, line + bool(comment)), report)
    if any(find_links([first])):
        report(line, "a link; name the section after see: in the comment instead")
    see = SectionRef(*meta["see"].partition("#")[::2]) if "see" in meta else None
    return Term(heading.title, anchor, split_list(meta.get("also", "")), see, text, line)
