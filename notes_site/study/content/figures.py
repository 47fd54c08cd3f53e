"""Brings in what a topic shows from other files: pieces of this codebase, and diagrams."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from notes_site.study.content.library import Topic
from notes_site.study.content.sources import FindSource
from notes_site.study.content.svg import clean_svg
from notes_site.study.text.blocks import Diagram, Excerpt, TopicBlock
from notes_site.study.text.problems import Problems

DIAGRAM_FILE = re.compile(r"^[a-z0-9][a-z0-9-]*\.svg$")

ReadBeside = Callable[[str], str | None]
"""Takes a file's name; returns its text, or None when it has reported why there is none."""


class Illustrator:
    """Fills the figures of topics, and notes what is wrong with them."""

    def __init__(self, find_source: FindSource | None, problems: Problems) -> None:
        """Take None for a reading that shows no source: excerpts then stay empty."""
        self._find_source = find_source
        self._problems = problems

    def fill(self, topic: Topic, read_beside: ReadBeside) -> Topic:
        def fill(blocks: Iterable[TopicBlock]) -> tuple[TopicBlock, ...]:
            return tuple(self._fill_block(block, topic, read_beside) for block in blocks)

        sections = (replace(section, blocks=fill(section.blocks)) for section in topic.sections)
        return replace(topic, intro=fill(topic.intro), sections=tuple(sections))

    def _fill_block(self, block: TopicBlock, topic: Topic, read_beside: ReadBeside) -> TopicBlock:
        if isinstance(block, Excerpt):
            return self._fill_excerpt(block, topic)
        return (
            self._fill_diagram(block, topic, read_beside) if isinstance(block, Diagram) else block
        )

    def _fill_excerpt(self, excerpt: Excerpt, topic: Topic) -> Excerpt:
        if self._find_source is None:
            return excerpt
        report = self._problems.report_in(topic.path)
        return replace(excerpt, source=self._find_source(excerpt.target, excerpt.line, report))

    def _fill_diagram(self, diagram: Diagram, topic: Topic, read_beside: ReadBeside) -> Diagram:
        if not DIAGRAM_FILE.match(diagram.file):
            message = f"{diagram.file} is no diagram; name an SVG file beside this one: path.svg"
            self._problems.report_in(topic.path)(diagram.line, message)
            return diagram
        svg = read_beside(diagram.file)
        if svg is None:
            return diagram
        path = f"{topic.path.rpartition('/')[0]}/{diagram.file}"
        clean_svg(svg, diagram.text, self._problems.report_in(path))
        return replace(diagram, svg=svg)
