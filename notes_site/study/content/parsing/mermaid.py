"""Diagrams in Mermaid: code on a Git host and here, a picture where their author has drawn one."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from notes_site.study.content.library import Topic
from notes_site.study.text.blocks import Diagram, Fence, TopicBlock
from notes_site.study.text.problems import Problems
from notes_site.study.text.splitting import hash_text

PICTURES = "mermaid-*.svg"
"""What pictures of such diagrams are called."""
DESCRIBED = re.compile(
    r"^\s*accDescr\s*:[ \t]*(?P<line>.+)$|^\s*accDescr\s*\{(?P<lines>[^}]*)\}", re.MULTILINE
)


def picture_name(fence: Fence) -> str:
    """Return the name of a diagram's picture; an edited diagram needs another picture."""
    return f"mermaid-{hash_text(fence.text)[:8]}.svg"


def show_pictures(topic: Topic, names: Collection[str], problems: Problems) -> Topic:
    """Put pictures in place of the diagrams that have one, and report those of no diagram."""
    used: set[str] = set()
    report = problems.report_in(topic.path)

    def show(block: TopicBlock) -> TopicBlock:
        if not isinstance(block, Fence) or block.language != "mermaid":
            return block
        name = picture_name(block)
        if name not in names:
            return block
        used.add(name)
        words = _described(block)
        if not words:
            report(block.line, "a picture without words; write a line accDescr: what it shows")
        return Diagram(name, words, block.title, block.line)

    def show_all(blocks: Iterable[TopicBlock]) -> tuple[TopicBlock, ...]:
        return tuple(show(block) for block in blocks)

    sections = tuple(replace(one, blocks=show_all(one.blocks)) for one in topic.sections)
    shown = replace(topic, intro=show_all(topic.intro), sections=sections)
    for name in sorted({*names} - used):
        path = f"{topic.path.rpartition('/')[0]}/{name}"
        message = "its diagram was edited or is gone; delete this, and draw it as the check says"
        problems.report_in(path)(1, message)
    return shown


def _described(fence: Fence) -> str:
    found = DESCRIBED.search(fence.text)
    return " ".join((found["line"] or found["lines"] or "").split()) if found else ""
