"""Ordered lists in the body of a question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from notes_site.study.text.blocks import Block, Prose

ITEM = re.compile(r"^[0-9]{1,9}[.)](?:[ \t]+(?P<text>.*))?$")


@dataclass(slots=True)
class Item:
    """An item of an ordered list: the line it starts at, and the text of each of its lines."""

    line: int
    texts: list[str]


def split_lists(body: Iterable[Block]) -> tuple[list[list[Item]], tuple[Block, ...]]:
    """Return the ordered lists at the left margin, and the blocks without them."""
    lists: list[list[Item]] = []
    rest: list[Block] = []
    for block in body:
        if isinstance(block, Prose):
            found, words = _split_prose(block)
            lists.extend(found)
            rest.extend([Prose(words, block.line)] if words else [])
        else:
            rest.append(block)
    return lists, tuple(rest)


def _split_prose(prose: Prose) -> tuple[list[list[Item]], str]:
    """Split as Markdown does: an item goes on until a line at the margin after a blank one."""
    lists: list[list[Item]] = []
    words: list[str] = []
    previous, is_inside = "", False
    for line, text in enumerate(prose.text.splitlines(), prose.line):
        goes_on = not text.strip() or text[0] in " \t" or bool(previous.strip())
        if opening := ITEM.match(text):
            if not is_inside:
                lists.append([])
                words.append("")
            lists[-1].append(Item(line, [opening["text"] or ""]))
            is_inside = True
        elif is_inside and goes_on:
            lists[-1][-1].texts.append(text.strip())
        else:
            words.append(text)
            is_inside = False
        previous = text
    return lists, "\n".join(words).strip()
