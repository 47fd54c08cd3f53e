"""Markdown text to headings, fences and prose, each knowing its line."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notes_site.study.text.blocks import Block, Fence, Prose, TopicBlock
from notes_site.study.text.problems import Report

FENCE = re.compile(r"^(?P<indent> {0,3})(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
NESTED_FENCE = re.compile(r"^(?:\s+|[\s>]*>\s*|\s*[-*+]\s+|\s*\d+[.)]\s+)(?:`{3,}|~{3,})")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
RAW_HTML = re.compile(r"^[ \t]*</?[A-Za-z!?]", re.MULTILINE)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
SHOWN = re.compile(r'!\[(?P<text>[^\]]*)\]\(\s*(?P<file>[^)\s]+)(?:\s+"[^"]*")?\s*\)')


def slugify(title: str) -> str:
    """Make an anchor the way GitHub does: lower case, no punctuation, spaces to hyphens."""
    text = re.sub(r"[^\w\- ]", "", title.lower())
    return text.strip().replace(" ", "-")


@dataclass(slots=True)
class Heading:
    """A heading line while a file is being split."""

    level: int
    title: str
    line: int


def split_blocks(lines: Sequence[str], first_line: int, report: Report) -> list[Block | Heading]:
    """Split text into headings, fences and the prose between them, knowing where each stands."""
    blocks: list[Block | Heading] = []
    prose: list[str] = []
    index = 0

    def end_prose(line: int) -> None:
        if any(text.strip() for text in prose):
            blocks.append(Prose("\n".join(prose), line - len(prose)))
        prose.clear()

    while index < len(lines):
        text, line = lines[index], first_line + index
        opening = FENCE.match(text)
        heading = HEADING.match(text)
        if opening and not opening["indent"]:
            end_prose(line)
            end = _find_fence_end(lines, index, opening["ticks"])
            if end is None:
                report(line, f"this fence is never closed; end it with {opening['ticks']}")
                end = len(lines)
            blocks.append(_read_fence(opening["info"], lines[index + 1 : end], line))
            index = end
        elif heading:
            end_prose(line)
            blocks.append(Heading(len(heading[1]), heading[2], line))
        else:
            if opening or NESTED_FENCE.match(text):
                report(line, "a fence inside a list or quote; move it to the left margin, outside")
            prose.append(text)
        index += 1
    end_prose(first_line + len(lines))
    return blocks


def _find_fence_end(lines: Sequence[str], start: int, ticks: str) -> int | None:
    closing = re.compile(rf"^ {{0,3}}{re.escape(ticks[0])}{{{len(ticks)},}}\s*$")
    return next((at for at in range(start + 1, len(lines)) if closing.match(lines[at])), None)


def _read_fence(info: str, lines: Sequence[str], line: int) -> Fence:
    language, _, rest = info.strip().partition(" ")
    attributes = dict(ATTRIBUTE.findall(rest))
    return Fence(language.lower(), attributes, "\n".join(lines) + "\n" if lines else "", line)


def split_list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def visible_lines(text: str) -> list[str]:
    """Split a text into lines without what nobody sees at the end of each, and of all."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").rstrip().split("\n")]
    return lines if lines != [""] else []


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_raw_html(prose: Prose, report: Report) -> None:
    if raw := RAW_HTML.search(prose.text):
        line = prose.line + prose.text[: raw.start()].count("\n")
        report(line, "raw HTML; write it as Markdown, or inside a fence to show it")


def find_links(blocks: Sequence[TopicBlock]) -> Iterator[tuple[int, str]]:
    """Yield each link target with its line, leaving out code."""
    for block in blocks:
        if isinstance(block, Prose):
            for offset, text in enumerate(block.text.splitlines()):
                for target in LINK.findall(IMAGE.sub("", CODE_SPAN.sub("", text))):
                    yield block.line + offset, target


def find_images(blocks: Sequence[TopicBlock]) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the words and the file of each picture, leaving out code."""
    for block in blocks:
        if isinstance(block, Prose):
            for line, text in enumerate(block.text.splitlines(), block.line):
                for image in SHOWN.finditer(CODE_SPAN.sub("", text)):
                    yield line, image["text"], image["file"]
