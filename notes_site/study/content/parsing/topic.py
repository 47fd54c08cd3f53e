"""A topic.md to a Topic: front matter, sections, and how each code block is proved."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from notes_site.study.content.library import Section, Topic
from notes_site.study.content.parsing.definitions import spread_definitions
from notes_site.study.content.parsing.figures import split_figures, take_footnotes
from notes_site.study.content.parsing.folds import split_folds
from notes_site.study.content.parsing.searched import read_phrases, take_searched
from notes_site.study.text.blocks import Fence, Prose, TopicBlock
from notes_site.study.text.comments import refuse_unknown
from notes_site.study.text.meant import find_meant
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import (
    Heading,
    find_nested_fences,
    hash_text,
    refuse_raw_html,
    slugify,
    split_blocks,
    split_list,
)

TOPIC_KEYS = (
    "title",
    "summary",
    "group",
    "minutes",
    "prerequisites",
    "sources",
    "searched",
    "changed",
)
REQUIRED_TOPIC_KEYS = ("title", "summary", "group", "minutes")
PROOFS = {"title", "run", "error", "skip"}
QUOTE_IT = 'put a value with a colon or other signs in quotes, such as title: "SQL: joins"'
MARK = re.compile(r"\d{1,3}(?:-\d{1,3})?(?:, ?\d{1,3}(?:-\d{1,3})?)*")


def parse_topic(text: str, path: str, slug: str, number: int, report: Report) -> Topic | None:
    """Read a topic.md; None when its front matter can't be used. Questions are added later."""
    lines = text.splitlines()
    front, body_start = _read_front_matter(lines, report)
    if front is None:
        return None
    folds = split_folds(split_blocks(lines[body_start:], body_start + 1, report), report)
    blocks, footnotes = take_footnotes(split_figures(folds, report), report)
    intro, commented = gather_sections(spread_definitions(blocks), report)
    sections = take_searched(commented, report)
    check_proofs([*intro, *(block for section in sections for block in section.blocks)], report)
    minutes = front["minutes"]
    if not re.fullmatch("[1-9][0-9]{0,2}", minutes):
        report(_line_of(lines, "minutes"), f"minutes is a whole number such as 12, not {minutes!r}")
        return None
    return Topic(
        slug=slug,
        number=number,
        title=front["title"],
        summary=front["summary"],
        group=front["group"],
        minutes=int(minutes),
        prerequisites=split_list(front.get("prerequisites", "")),
        sources=split_list(front.get("sources", "")),
        intro=intro,
        sections=sections,
        footnotes=footnotes,
        questions=(),
        content_hash=hash_text(text),
        path=path,
        searched=read_phrases(front.get("searched", ""), _line_of(lines, "searched"), report),
        changed_on=_read_day(front.get("changed", ""), _line_of(lines, "changed"), report),
    )


def _read_day(text: str, line: int, report: Report) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        report(line, f"changed is a day such as 2026-11-20, not {text!r}")
        return None


def _read_front_matter(
    lines: Sequence[str], report: Report
) -> tuple[Mapping[str, str] | None, int]:
    """Return the front matter and the index of the first line after it."""
    end = _find_end(lines, report)
    front = _load_yaml("\n".join(lines[1:end]), report) if end else None
    if front is None or end is None:
        return None, 0
    for key, value in front.items():
        refuse_unknown([key], {*TOPIC_KEYS}, "a topic", _line_of(lines, key), report)
        if not isinstance(value, str):
            report(_line_of(lines, key), _say_plain(key, value))
    if not all(isinstance(value, str) for value in front.values()):
        return None, 0
    missing = [key for key in REQUIRED_TOPIC_KEYS if not front.get(key, "").strip()]
    if missing:
        lacking = ", ".join(missing)
        report(1, f"the front matter lacks {lacking}; write a line such as {missing[0]}: …")
        return None, 0
    return front, end + 1


def _say_plain(key: str, value: object) -> str:
    """Say how what is no plain value is written as one."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return f"{key} is one line of plain words, not a list; write {key}: {', '.join(value)}"[
            :300
        ]
    return f"{key} is one line of plain words; write {key}: …"


def _find_end(lines: Sequence[str], report: Report) -> int | None:
    """Return the index of the line that closes the front matter."""
    marks = [at for at, line in enumerate(lines) if line.rstrip() == "---"]
    if marks[:1] != [0]:
        report(1, "no front matter; start the file with --- and lines such as title: Routing")
        return None
    if len(marks) == 1:
        report(1, "the front matter is never closed; write --- on a line of its own below it")
        return None
    return marks[1]


def _load_yaml(source: str, report: Report) -> dict[str, Any] | None:
    """Read `key: value` lines, values as strings; anchors and tags are refused."""
    import yaml  # a start that parses nothing goes without

    try:
        for token in yaml.scan(source, Loader=yaml.BaseLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                report(
                    token.start_mark.line + 2, "front matter takes plain values: no &, * or !tags"
                )
                return None
        front = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - strings only
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is nested too deeply"
        report(
            (mark.line if mark else 0) + 2, f"the front matter is not YAML ({reason}); {QUOTE_IT}"
        )
        return None
    if not isinstance(front, dict):
        report(2, "the front matter takes lines of the form key: value")
        return None
    return front


def _line_of(lines: Sequence[str], key: str) -> int:
    return next((at for at, line in enumerate(lines, 1) if line.startswith(key)), 1)


def gather_sections(
    blocks: Sequence[TopicBlock | Heading], report: Report
) -> tuple[tuple[TopicBlock, ...], tuple[Section, ...]]:
    """Sort blocks under their headings; what stands before the first comes apart."""
    intro: list[TopicBlock] = []
    found: list[tuple[Heading, list[TopicBlock]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            if block.level not in {2, 3}:
                report(
                    block.line,
                    "sections are ## and ###; topic.md has the title, in its front matter",
                )
            found.append((block, []))
        elif found:
            found[-1][1].append(block)
        else:
            intro.append(block)
    if not found:
        report(1, "there is no section; start one with a line such as ## The URL map")
    sections: dict[str, Section] = {}
    for heading, content in found:
        anchor = slugify(heading.title)
        if not anchor or anchor in sections:
            report(heading.line, f"the anchor #{anchor} is taken or empty; reword this heading")
        sections[anchor] = Section(
            heading.title, anchor, heading.level, heading.line, tuple(content)
        )
    return tuple(intro), tuple(sections.values())


def _is_inside(title: str) -> bool:
    path = PurePosixPath(title)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in title


def _check_mark(fence: Fence, mark: str, report: Report) -> None:
    length = fence.text.count("\n")
    if not MARK.fullmatch(mark) or not all(0 < one <= length for one in fence.marked_lines):
        report(fence.line, f'mark names lines of this block, 1 to {length}, as in mark="2,4-5"')


def check_proofs(blocks: Sequence[TopicBlock], report: Report) -> None:
    """Every Python block of a topic says how it is proved; an output follows what prints it."""
    previous: TopicBlock | None = None
    for block in blocks:
        if isinstance(block, Fence):
            if block.language == "python":
                _check_python(block, report)
            if block.language == "output" and not _prints(previous):
                report(block.line, "an ```output stands directly under a ```python run block")
            _check_attributes(block, report)
        elif isinstance(block, Prose):
            refuse_raw_html(block, report)
            _check_nested(block, report)
        previous = block


def _check_python(block: Fence, report: Report) -> None:
    if len(PROOFS & block.attributes.keys()) != 1:
        meant = (find_meant(word, PROOFS) for word in block.attributes.keys() - PROOFS)
        asked = "".join(f"; did you mean {one}?" for one in meant if one)
        report(
            block.line,
            'say how this block is proved: python run, title="app.py", '
            f'error="package.Error" or skip="the reason"{asked}',
        )


def _check_nested(prose: Prose, report: Report) -> None:
    """What stands in a list or quote is shown and never run."""
    for fence in find_nested_fences(prose):
        if PROOFS & fence.attributes.keys() - {"skip"}:
            report(fence.line, "code in a list or quote isn't run; move it to the left margin")
        elif fence.language == "python" and not fence.attributes.get("skip"):
            report(
                fence.line,
                "Python in a list or quote isn't run; move it to the left margin, "
                'or write skip="the reason"',
            )


def _prints(block: TopicBlock | None) -> bool:
    return isinstance(block, Fence) and bool({"run", "error"} & block.attributes.keys())


def _check_attributes(block: Fence, report: Report) -> None:
    """What a fence of any language may say of itself."""
    if block.attributes.get("skip") == "":
        report(block.line, 'say why it is not run, as in skip="needs nginx"')
    if (mark := block.attributes.get("mark")) is not None:
        _check_mark(block, mark, report)
    if block.title and not _is_inside(block.title):
        report(block.line, f"{block.title} leads out of the topic's folder; name a file in it")
