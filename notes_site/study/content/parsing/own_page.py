"""A file of the folder `pages` to a page of the host's own: an imprint, or what the course is."""

import re

from notes_site.study.content.library import OwnPage, Section
from notes_site.study.text.blocks import Block, Prose
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import Heading, refuse_raw_html, slugify, split_blocks

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
    intro: list[Block] = []
    sections: list[Section] = []
    for block in blocks[1:]:
        if isinstance(block, Heading):
            if block.level not in {2, 3}:
                report(block.line, "headings of a page are ## and ###; the # is its title")
            sections.append(Section(block.title, slugify(block.title), block.level, block.line, ()))
            continue
        if isinstance(block, Prose):
            refuse_raw_html(block, report)
        if sections:
            last = sections.pop()
            sections.append(
                Section(last.title, last.anchor, last.level, last.line, (*last.blocks, block))
            )
        else:
            intro.append(block)
    return OwnPage(name, first.title, tuple(intro), tuple(sections))
