"""A cheatsheet.md to the sections of one printed page."""

import ast

from notes_site.study.content.library import Section
from notes_site.study.content.parsing.topic import gather_sections
from notes_site.study.text.blocks import Fence, Prose
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import refuse_raw_html, split_blocks


def parse_cheat_sheet(text: str, report: Report) -> tuple[Section, ...]:
    """Read a cheatsheet.md; its Python must parse, and is neither run nor counted as proved."""
    intro, sections = gather_sections(split_blocks(text.splitlines(), 1, report), report)
    if intro:
        report(intro[0].line, "text before the first heading; put it under a ## line")
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Prose):
                refuse_raw_html(block, report)
            elif isinstance(block, Fence) and block.language == "python":
                _check_syntax(block, report)
    return sections


def _check_syntax(fence: Fence, report: Report) -> None:
    try:
        ast.parse(fence.text)
    except SyntaxError as error:
        line = fence.line + (error.lineno or 1)
        report(line, f"this is not Python ({error.msg}); mend it, or name the block text")
    except (RecursionError, MemoryError):
        report(fence.line, "this Python is nested too deeply; write it more simply")
