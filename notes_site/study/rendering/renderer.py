"""Renders topics for the site and keeps what it rendered."""

import hashlib
import json
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from notes_site.study.library import Block, Fence, Prose, Section, Topic
from notes_site.study.rendering.code import render_code
from notes_site.study.rendering.prose import render_text


@dataclass(frozen=True, slots=True)
class RenderedSection:
    """A section ready to send: its heading in HTML and as plain words, and its body."""

    anchor: str
    level: int
    heading: Markup
    plain_heading: str
    body: Markup


@dataclass(frozen=True, slots=True)
class RenderedTopic:
    """A topic ready to send."""

    intro: Markup
    sections: tuple[RenderedSection, ...]


class Renderer:
    """Renders topics, cached by content hash in memory and in a folder that may be thrown away."""

    def __init__(self, topics_url: str, cache_folder: Path | None = None) -> None:
        self._topics_url = topics_url
        self._cache_folder = cache_folder
        self._memory: dict[str, RenderedTopic] = {}

    def topic(self, topic: Topic) -> RenderedTopic:
        """Return a topic's HTML, rendering it when it is read for the first time."""
        key = self._key(topic)
        rendered = self._memory.get(key)
        if rendered is None:
            rendered = self._load(key) or self._render(topic)
            self._save(key, rendered)
            self._memory[key] = rendered
        return rendered

    def blocks(self, blocks: Sequence[Block]) -> Markup:
        """Render prose and code in order."""
        return Markup().join(
            render_code(block)
            if isinstance(block, Fence)
            else render_text(block.text, self._topics_url)
            for block in blocks
        )

    def text(self, text: str) -> Markup:
        """Render Markdown that has no fences: an explanation, a hint."""
        return render_text(text, self._topics_url)

    def inline(self, text: str) -> Markup:
        """Render one line, without a paragraph around it: a heading, an option."""
        html = str(render_text(text, self._topics_url))
        return Markup(html.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704 - cleaned

    def plain(self, text: str) -> str:
        """Return one line's words without markup, for places that can't hold any."""
        return self.inline(text).striptags()

    def _render(self, topic: Topic) -> RenderedTopic:
        sections = tuple(self._render_section(section) for section in topic.sections)
        return RenderedTopic(self.blocks(topic.intro), sections)

    def _render_section(self, section: Section) -> RenderedSection:
        heading = self.inline(section.title)
        body = self.blocks(section.blocks)
        return RenderedSection(section.anchor, section.level, heading, heading.striptags(), body)

    def _key(self, topic: Topic) -> str:
        parts = (topic.content_hash, topic.path, self._topics_url, _renderer_version())
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]

    def _load(self, key: str) -> RenderedTopic | None:
        if self._cache_folder is None:
            return None
        try:
            stored = json.loads((self._cache_folder / f"{key}.json").read_text(encoding="utf-8"))
            sections = tuple(
                RenderedSection(anchor, level, Markup(heading), plain, Markup(body))  # noqa: S704
                for anchor, level, heading, plain, body in stored["sections"]
            )
            return RenderedTopic(Markup(stored["intro"]), sections)  # noqa: S704 - ours
        except (OSError, ValueError, KeyError, TypeError):
            return None  # absent or damaged: it is rendered again

    def _save(self, key: str, rendered: RenderedTopic) -> None:
        if self._cache_folder is None:
            return
        target = self._cache_folder / f"{key}.json"
        if target.exists():
            return
        sections = [
            (one.anchor, one.level, one.heading, one.plain_heading, one.body)
            for one in rendered.sections
        ]
        draft = target.with_suffix(f".{threading.get_ident()}.draft")
        try:
            self._cache_folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"intro": rendered.intro, "sections": sections}))
            draft.replace(target)
        except OSError:  # a full disk costs speed, not the page
            with suppress(OSError):
                draft.unlink()


@lru_cache(maxsize=1)
def _renderer_version() -> str:
    """Change when this package or a library that shapes the HTML changes."""
    libraries = ",".join(version(name) for name in ("markdown", "pygments", "nh3"))
    modules = sorted(Path(__file__).parent.glob("*.py"))
    source = b"".join(module.read_bytes() for module in modules)
    return libraries + hashlib.sha256(source).hexdigest()


def plain_text(blocks: Sequence[Block]) -> str:
    """Return the words of blocks without markup, for searching."""
    return "\n".join(
        block.text if isinstance(block, Fence) else render_text(block.text, "").striptags()
        for block in blocks
        if isinstance(block, Prose | Fence)
    )
