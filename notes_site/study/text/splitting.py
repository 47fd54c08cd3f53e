"""Markdown text to headings, fences and prose, each knowing its line."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notes_site.study.text.blocks import Block, Fence, Prose, TopicBlock
from notes_site.study.text.markdown import INLINE_HTML
from notes_site.study.text.problems import Report

FENCE = re.compile(r"^(?P<indent> {0,3})(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
NESTED_FENCE = re.compile(
    r"^(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])+(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$"
)
NESTED_IN = r"^(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*"
CODE = re.compile(
    rf"{NESTED_IN}(?P<fence>`{{3,}}(?!`)|~{{3,}}(?!~))[^\n`]*\n(?:.*?\n)??[ \t>]*(?P=fence)"
    r"|(?<!`)(?P<code>`+)(?!`)(?:(?!\n[ \t>]*\n).)*?(?<!`)(?P=code)(?!`)",
    re.MULTILINE | re.DOTALL,
)
"""Code inside prose: a fence in a list or quote, or a span, which no empty line interrupts."""
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
HEADING = re.compile(r"^(#{1,6})\s+(.*?)(?:\s+#+)?\s*$")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
NO_WORDS = rf"(?!(?:{'|'.join(sorted(INLINE_HTML))})\b|[A-Za-z][\w.+-]*[:@][^<>\s]*>)"
"""Behind `<`: neither HTML that may stand in a sentence, nor an address."""
RAW_HTML = re.compile(rf"^[ \t]*</?{NO_WORDS}[A-Za-z!?]", re.MULTILINE)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
LINK_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\]^][^\]]*)\]:[ \t]*<?(?P<target>[^\s>]+)")
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
SHOWN = re.compile(r'!\[(?P<text>[^\[\]]{0,999})\]\(\s*(?P<file>[^)\s]+)(?:\s+"[^"]*")?\s*\)')
CODE_OR_PICTURE = re.compile(rf"{CODE.pattern}|\\.|{SHOWN.pattern}", re.MULTILINE | re.DOTALL)
"""A picture, or what none begins in: code and what is escaped."""


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
            code = "".join(f"{one}\n" for one in lines[index + 1 : end])
            blocks.append(read_fence(opening["info"], code, line))
            index = end
        elif heading:
            end_prose(line)
            blocks.append(Heading(len(heading[1]), heading[2], line))
        elif nested := NESTED_FENCE.match(text):
            end = _find_nested_end(lines, index, nested["ticks"])
            prose.extend(lines[index : None if end is None else end + 1])
            if end is None:  # all the rest is code, then, and isn't looked through again
                report(line, f"this fence is never closed; end it with {nested['ticks']}")
                prose[-1] += f"\n{nested['ticks']}"
            index = len(lines) if end is None else end
        else:
            prose.append(text)
        index += 1
    end_prose(first_line + len(lines))
    return blocks


def _find_fence_end(lines: Sequence[str], start: int, ticks: str) -> int | None:
    closing = re.compile(rf"^ {{0,3}}{re.escape(ticks[0])}{{{len(ticks)},}}\s*$")
    return next((at for at in range(start + 1, len(lines)) if closing.match(lines[at])), None)


def _find_nested_end(lines: Sequence[str], start: int, ticks: str) -> int | None:
    closing = re.compile(rf"^[ \t>]*{re.escape(ticks)}{re.escape(ticks[0])}*[ \t]*$")
    return next((at for at in range(start + 1, len(lines)) if closing.match(lines[at])), None)


def find_nested_fences(prose: Prose) -> Iterator[Fence]:
    """Yield the fences inside the lists and quotes of a text, each without its code."""
    lines = prose.text.splitlines()
    end = -1
    for index, text in enumerate(lines):
        if index > end and (nested := NESTED_FENCE.match(text)):
            end = _find_nested_end(lines, index, nested["ticks"]) or len(lines)
            yield read_fence(nested["info"], "", prose.line + index)


def without_code(text: str) -> str:
    """Return a text without its code; every line stays where it is."""
    if "`" not in text and "~~~" not in text:
        return text
    return CODE.sub(lambda found: "\n" * found[0].count("\n"), text)


def read_fence(info: str, text: str, line: int) -> Fence:
    """Read what stands behind the opening of a fence."""
    language, _, rest = info.strip().partition(" ")
    return Fence(language.lower(), dict(ATTRIBUTE.findall(rest)), text, line)


def split_list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())


def visible_lines(text: str) -> list[str]:
    """Split a text into lines without what nobody sees at the end of each, and of all."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").rstrip().split("\n")]
    return lines if lines != [""] else []


def hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def refuse_raw_html(prose: Prose, report: Report) -> None:
    text = without_code(prose.text)
    if raw := RAW_HTML.search(text):
        line = prose.line + text[: raw.start()].count("\n")
        report(line, "raw HTML; write it as Markdown, or inside a fence to show it")


def find_links(blocks: Sequence[TopicBlock]) -> Iterator[tuple[int, str]]:
    """Yield each link target with its line, leaving out code."""
    for block in blocks:
        if isinstance(block, Prose):
            for offset, text in enumerate(without_code(block.text).splitlines()):
                for target in LINK.findall(IMAGE.sub("", text)):
                    yield block.line + offset, target
                if defined := LINK_DEFINITION.match(text):
                    yield block.line + offset, defined["target"]


def find_images(blocks: Sequence[TopicBlock]) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the words and the file of each picture, leaving out code."""
    for block in blocks:
        if isinstance(block, Prose) and "![" in block.text:
            for line, image in with_lines(CODE_OR_PICTURE, block.text):
                if image["file"]:
                    yield block.line + line - 1, image["text"], image["file"]


def with_lines(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each match with its line, from 1; every character is counted once."""
    line, counted = 1, 0
    for found in pattern.finditer(text):
        line, counted = line + text.count("\n", counted, found.start()), found.start()
        yield line, found
