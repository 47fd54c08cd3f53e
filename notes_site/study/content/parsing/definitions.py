"""Links and abbreviations that are defined once in a file, for all of its text."""

import re
from collections.abc import Iterable
from dataclasses import replace

from notes_site.study.text.additions import ABBREVIATION
from notes_site.study.text.blocks import Prose, TopicBlock
from notes_site.study.text.splitting import LINK_DEFINITION, Heading, without_code


def spread_definitions(blocks: Iterable[TopicBlock | Heading]) -> list[TopicBlock | Heading]:
    """Give each piece of prose the definitions of other pieces that it uses."""
    found = [*blocks]
    definitions = {
        line.strip(): (place, _sign(line))
        for place, block in enumerate(found)
        if isinstance(block, Prose) and ("]:" in block.text)
        for line in without_code(block.text).splitlines()
        if _sign(line)
    }
    if not definitions:
        return found
    return [
        replace(block, definitions=_used_in(block, place, definitions))
        if isinstance(block, Prose)
        else block
        for place, block in enumerate(found)
    ]


def _sign(line: str) -> str:
    """Return the pattern of what uses a definition; nothing for other lines."""
    if abbreviation := ABBREVIATION.match(line):
        return rf"(?<!\w){re.escape(abbreviation['name'].strip())}(?!\w)"
    link = LINK_DEFINITION.match(line)
    return rf"(?i:\[{re.escape(link['name'].strip())}\])" if link else ""


def _used_in(prose: Prose, at: int, definitions: dict[str, tuple[int, str]]) -> str:
    return "\n".join(
        line
        for line, (place, sign) in definitions.items()
        if place != at and re.search(sign, prose.text)
    )
