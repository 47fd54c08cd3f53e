"""An interview.md to what interviewers ask: a question a line, or a heading above its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from notes_site.study.content.asked.words import BY_LEVEL, read_level
from notes_site.study.content.library import Section, SectionRef, TypicalQuestion
from notes_site.study.content.parsing.searched import KEY, read_phrases, split_comment
from notes_site.study.content.parsing.topic import check_proofs, gather_sections
from notes_site.study.text.blocks import Fence
from notes_site.study.text.comments import read_pairs, refuse_unknown
from notes_site.study.text.meant import suggest
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import split_blocks

ITEM = re.compile(r"- (?P<text>\S.*?) *<!--(?P<comment>[^>]*)-->")
HEADING = re.compile("#{1,6} ")
KEYS = {"level", "see", "practise"}
KEYS_OF_ANSWERED = KEYS | {KEY}
WHAT = "a question of an interview"
SAID = "<!-- level: junior; see: topic#section -->"
FORM = f"- How does it work? {SAID}"


def parse_typical(text: str, report: Report) -> tuple[TypicalQuestion, ...]:
    """Read an interview.md; a question with a mistake is reported and left out."""
    lines = text.splitlines()
    first = next((at for at, line in enumerate(lines) if HEADING.match(line)), len(lines))
    listed = [
        _read_item(line, number, report)
        for number, line in enumerate(lines[:first], 1)
        if line.strip()
    ]
    answered = _read_answered(lines[first:], first + 1, report) if lines[first:] else []
    return tuple(filter(None, (*listed, *answered)))


def _read_item(text: str, line: int, report: Report) -> TypicalQuestion | None:
    item = ITEM.fullmatch(text.rstrip())
    if not item:
        report(line, f"no question as it is asked; write {FORM}")
        return None
    meta = read_pairs(item["comment"], line, report)
    refuse_unknown(meta, KEYS, WHAT, line, report)
    return _make(item["text"], meta, line, line, report)


def _read_answered(
    lines: Sequence[str], first_line: int, report: Report
) -> list[TypicalQuestion | None]:
    """Read questions that are headings, each with what to say below it."""
    _, sections = gather_sections(split_blocks(lines, first_line, report), report)
    return [_read_one(section, report) for section in sections]


def _read_one(section: Section, report: Report) -> TypicalQuestion | None:
    if section.level != 2:
        report(section.line, "no heading stands in an answer; a question is a ## line")
    meta, bare = split_comment(section, KEYS_OF_ANSWERED, WHAT, report)
    if not meta:
        report(section.line, f"nothing is said of this question; write {SAID} right below it")
        return None
    if not bare.blocks:
        report(section.line, f"no answer; write it below, or the question as a line: {FORM}")
    for block in bare.blocks:
        if isinstance(block, Fence) and block.title:
            report(block.line, f"{block.title} is no file of an answer; show files in topic.md")
    check_proofs(bare.blocks, report)
    asked = _make(section.title, meta, section.line, section.line + 1, report)
    phrases = read_phrases(meta.get(KEY, ""), section.line + 1, report)
    return asked and replace(asked, answer=replace(bare, searched=phrases))


def _make(
    text: str, meta: Mapping[str, str], line: int, comment_line: int, report: Report
) -> TypicalQuestion | None:
    said, (slug, _, anchor) = meta.get("level", ""), meta.get("see", "").partition("#")
    level, see = read_level(said), SectionRef(slug, anchor)
    if not level:
        report(comment_line, f"no level that is known; {suggest(said, tuple(BY_LEVEL))}")
    elif not (slug and anchor):
        report(comment_line, "no section that answers it; write see: topic#section")
    else:
        return TypicalQuestion(text, level, see, meta.get("practise", ""), line)
    return None
