"""A file of the folder `pages` to a page of the host's own: an imprint, or what the course is."""

import re
from collections.abc import Sequence

from notes_site.study.content.library import OwnPage, Section
from notes_site.study.content.parsing.sentences import report_faults
from notes_site.study.text.blocks import Block, Fence, Prose
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import (
    Heading,
    find_images,
    slugify,
    split_blocks,
)

NAME = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
TAKEN = {"privacy": "write that as privacy in [host] of site.toml; its page is /privacy"}


def parse_own_page(text: str, name: str, report: Report) -> OwnPage | None:
    """Read a page: a # line with its title, and below it text, ## and ### headings and code."""
    if not NAME.match(name) or name in TAKEN:
        said = "a page's file is named in small letters and hyphens, such as about.md"
        report(1, TAKEN.get(name, said))
        return None
    blocks = split_blocks(text.splitlines(), 1, report)
    first = blocks[0] if blocks else None
    if not isinstance(first, Heading) or first.level != 1:
        report(1, "no title; start the page with a line such as # About")
        return None
    intro, sections = _gather(blocks[1:], report)
    page = OwnPage(name, first.title, intro, sections)
    for block in page.blocks:
        if isinstance(block, Prose | Fence):
            report_faults(block, report)
    for line, _, file in find_images(page.blocks):
        report(line, f"{file}: pictures stand beside topics; show it in one")
    return page


def _gather(
    blocks: Sequence[Block | Heading], report: Report
) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    """Sort blocks under their headings; a page may well have none."""
    intro: list[Block] = []
    found: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            if block.level not in {2, 3}:
                report(block.line, "headings of a page are ## and ###; the # is its title")
            found.append((block, []))
        else:
            (found[-1][1] if found else intro).append(block)
    sections: dict[str, Section] = {}
    for heading, under in found:
        anchor = slugify(heading.title)
        if not anchor or anchor in sections:
            report(heading.line, f"the anchor #{anchor} is taken or empty; reword this heading")
        sections[anchor] = Section(heading.title, anchor, heading.level, heading.line, tuple(under))
    return tuple(intro), tuple(sections.values())
