"""An interview.md to what interviewers ask: a question a line, and where its answer stands."""

import re

from notes_site.study.content.asked.words import BY_LEVEL, read_level
from notes_site.study.content.library import SectionRef, TypicalQuestion
from notes_site.study.text.comments import read_pairs, refuse_unknown
from notes_site.study.text.meant import suggest
from notes_site.study.text.problems import Report

FILE = "interview.md"
ITEM = re.compile(r"- (?P<text>\S.*?) *<!--(?P<comment>[^>]*)-->")
KEYS = {"level", "see", "practise"}
FORM = "- How does it work? <!-- level: junior; see: topic#section -->"


def parse_typical(text: str, report: Report) -> tuple[TypicalQuestion, ...]:
    """Read an interview.md; a line with a mistake is reported and left out."""
    lines = enumerate(text.splitlines(), 1)
    found = [_read_item(line, number, report) for number, line in lines if line.strip()]
    return tuple(filter(None, found))


def _read_item(text: str, line: int, report: Report) -> TypicalQuestion | None:
    item = ITEM.fullmatch(text.rstrip())
    if not item:
        report(line, f"no question as it is asked; write {FORM}")
        return None
    meta = read_pairs(item["comment"], line, report)
    refuse_unknown(meta, KEYS, "a question of an interview", line, report)
    said, (slug, _, anchor) = meta.get("level", ""), meta.get("see", "").partition("#")
    level, see = read_level(said), SectionRef(slug, anchor)
    if not level:
        report(line, f"no level that is known; {suggest(said, tuple(BY_LEVEL))}")
    elif not (slug and anchor):
        report(line, "no section that answers it; write see: topic#section")
    else:
        return TypicalQuestion(item["text"], level, see, meta.get("practise", ""), line)
    return None
