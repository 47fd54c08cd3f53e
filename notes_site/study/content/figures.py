"""Brings in what a topic shows from other files: pieces of code, pictures, what is taken along."""

from collections.abc import Iterable
from dataclasses import replace

from notes_site.study.content.files import Beside
from notes_site.study.content.folders import fill_download
from notes_site.study.content.library import Topic
from notes_site.study.content.pictures.beside import PicturesBeside
from notes_site.study.content.pictures.recordings import fill_recording
from notes_site.study.content.sources import FindSource, find_beside, is_beside
from notes_site.study.text.blocks import Diagram, Download, Excerpt, Recording, TopicBlock
from notes_site.study.text.problems import Problems


class Illustrator:
    """Fills the figures of topics, and notes what is wrong with them."""

    def __init__(self, find_source: FindSource | None, problems: Problems) -> None:
        """Take None for a reading that shows no source: excerpts then stay empty."""
        self._find_source = find_source
        self._problems = problems

    def fill(self, topic: Topic, beside: Beside) -> Topic:
        pictures = PicturesBeside(topic.path.rpartition("/")[0], beside, self._problems)

        def fill(blocks: Iterable[TopicBlock], *, is_early: bool) -> tuple[TopicBlock, ...]:
            filled = (self._fill_block(block, topic, pictures, beside) for block in blocks)
            return tuple(
                replace(block, is_early=is_early) if isinstance(block, Diagram) else block
                for block in filled
            )

        sections = (
            replace(section, blocks=fill(section.blocks, is_early=False))
            for section in topic.sections
        )
        shown = replace(topic, intro=fill(topic.intro, is_early=True), sections=tuple(sections))
        return replace(shown, pictures=pictures.of_bank(shown))

    def _fill_block(
        self, block: TopicBlock, topic: Topic, pictures: PicturesBeside, beside: Beside
    ) -> TopicBlock:
        match block:
            case Excerpt():
                return self._fill_excerpt(block, topic, beside)
            case Diagram():
                return pictures.fill(block, topic.path)
            case Recording():
                own = replace(block, slug=topic.slug)
                return fill_recording(own, beside, self._problems.report_in(topic.path))
            case Download():
                offered = replace(block, slug=topic.slug)
                return fill_download(offered, beside, self._problems.report_in(topic.path))
            case _:
                return block

    def _fill_excerpt(self, excerpt: Excerpt, topic: Topic, beside: Beside) -> Excerpt:
        report = self._problems.report_in(topic.path)
        if is_beside(excerpt.target):
            found = find_beside(excerpt.target, beside.folder, excerpt.line, report)
            return replace(excerpt, source=found)
        if self._find_source is None:
            return excerpt
        return replace(excerpt, source=self._find_source(excerpt.target, excerpt.line, report))
