"""Renders topics for the site and keeps what it rendered."""

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from notes_site.study.content.library import Section, Topic
from notes_site.study.rendering.code import render_code, render_excerpt
from notes_site.study.rendering.diagram import render_diagram
from notes_site.study.rendering.folds import render_fold
from notes_site.study.rendering.footnotes import Footnotes, without_references
from notes_site.study.rendering.formulas import name_formulas, plain_words, render_display
from notes_site.study.rendering.pictures import Pictures, render_picture
from notes_site.study.rendering.prose import render_text
from notes_site.study.rendering.recordings import render_download, render_recording
from notes_site.study.text.blocks import (
    Diagram,
    Download,
    Excerpt,
    Fence,
    Fold,
    Prose,
    Recording,
    TopicBlock,
)
from notes_site.study.text.formulas import Formula
from notes_site.study.text.pictures import Picture
from notes_site.words import ENGLISH, Tongue, speaking

NOTHING = Markup()
LIBRARIES = ("markdown-it-py", "pygments", "nh3", "latex2mathml")


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
    footnotes: Markup = NOTHING


class Renderer:
    """Renders topics, cached by content hash in memory and in a folder that may be thrown away."""

    def __init__(
        self,
        topics_url: str,
        cache_folder: Path | None = None,
        source_url: str = "",
        pictures_url: str = "",
    ) -> None:
        """Take where things are found; without `pictures_url` words stand in place of pictures."""
        self._topics_url = topics_url
        self._pictures_url = pictures_url
        self._pictures = Pictures({}, "")
        self._source_url = source_url
        self._cache_folder = cache_folder
        self._memory: dict[str, RenderedTopic] = {}
        self._tongue = ENGLISH

    def show(self, pictures: Mapping[str, Picture]) -> None:
        """Show these in what is said far from its topic: questions, options, explanations."""
        self._pictures = Pictures(pictures, self._pictures_url)

    def speak(self, tongue: Tongue) -> None:
        """Say in the language of the course what the site itself says in what authors wrote."""
        self._tongue = tongue

    def without_pictures(self) -> "Renderer":
        """Return one for other programs, to which this site's addresses mean nothing."""
        other = Renderer(self._topics_url)
        other.speak(self._tongue)
        return other

    def topic(self, topic: Topic) -> RenderedTopic:
        """Return a topic's HTML, rendering it when it is read for the first time."""
        key = self._key(topic)
        rendered = self._memory.get(key)
        if rendered is None:
            with speaking(self._tongue):
                rendered = self._load(key) or self._render(topic)
            self._save(key, rendered)
            self._memory[key] = rendered
        return rendered

    def blocks(self, blocks: Sequence[TopicBlock], footnotes: Footnotes | None = None) -> Markup:
        """Render prose, code and figures in order."""
        notes = footnotes or Footnotes(())
        with speaking(self._tongue):
            return Markup().join([self._block(block, notes) for block in blocks])

    def _block(self, block: TopicBlock, footnotes: Footnotes) -> Markup:
        match block:
            case Fence(language="math", text=text):
                return render_display(Formula(text.strip(), is_display=True))
            case Fence():
                return render_code(block)
            case Excerpt():
                return render_excerpt(block, self._source_url)
            case Diagram(picture=None):
                return render_diagram(block)
            case Fold():
                return render_fold(block, self.label)
            case Diagram():
                return render_picture(block, self._pictures_url)
            case Recording():
                return render_recording(block, self._topics_url)
            case Download():
                return render_download(block, self._topics_url)
            case Prose():
                return footnotes.show(self.text(footnotes.hide(block.whole)))

    def text(self, text: str) -> Markup:
        """Render Markdown that has no fences: an explanation, a hint."""
        pictures = self._pictures
        with speaking(self._tongue):
            return pictures.show(text, render_text(pictures.hide(text), self._topics_url))

    def inline(self, text: str) -> Markup:
        """Render one line, without a paragraph around it: a heading, an option."""
        html = str(self.text(text))
        return Markup(html.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704 - cleaned

    def label(self, text: str) -> Markup:
        """Render one line that names what is pressed: an option, a folded part."""
        return name_formulas(self.inline(text))

    def plain(self, text: str) -> str:
        """Return one line's words without markup, for places that can't hold any."""
        with speaking(self._tongue):
            return plain_words(render_text(Pictures.as_words(text), self._topics_url))

    def _render(self, topic: Topic) -> RenderedTopic:
        notes = Footnotes(topic.footnotes)
        intro = self.blocks(topic.intro, notes)
        sections = tuple(self._render_section(section, notes) for section in topic.sections)
        return RenderedTopic(intro, sections, notes.render(self.inline))

    def _render_section(self, section: Section, notes: Footnotes) -> RenderedSection:
        heading = self.inline(section.title)
        body = self.blocks(section.blocks, notes)
        return RenderedSection(section.anchor, section.level, heading, plain_words(heading), body)

    def _key(self, topic: Topic) -> str:
        kinds = Excerpt | Diagram | Recording | Download
        figures = [block for block in topic.blocks() if isinstance(block, kinds)]
        urls = (self._topics_url, self._source_url, self._pictures_url)
        said = self._tongue.language, self._tongue.version
        parts = (topic.content_hash, topic.path, figures, urls, said, _renderer_version())
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
            return RenderedTopic(
                Markup(stored["intro"]),  # noqa: S704 - ours
                sections,
                Markup(stored["footnotes"]),  # noqa: S704 - ours
            )
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
        stored = {
            "intro": rendered.intro,
            "sections": sections,
            "footnotes": rendered.footnotes,
        }
        draft = target.with_suffix(f".{threading.get_ident()}.draft")
        try:
            self._cache_folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps(stored))
            draft.replace(target)
        except OSError:  # a full disk costs speed, not the page
            with suppress(OSError):
                draft.unlink()


@lru_cache(maxsize=1)
def _renderer_version() -> str:
    """Change when this package or a library that shapes the HTML changes."""
    libraries = ",".join(version(name) for name in LIBRARIES)
    folder = Path(__file__).parent
    rooms = (folder, folder.parent / "text")
    modules = [one for room in rooms for one in sorted(room.glob("*.py"))]
    modules.append(folder.parent / "content" / "svg.py")
    source = b"".join(module.read_bytes() for module in modules)
    return libraries + hashlib.sha256(source).hexdigest()


def plain_text(blocks: Sequence[TopicBlock]) -> str:
    """Return the words of blocks without markup, for searching; excerpts are left out."""
    return "\n".join(
        plain_words(render_text(without_references(Pictures.as_words(_markdown(block))), ""))
        if isinstance(block, Prose | Fold)
        else block.text
        for block in blocks
        if not isinstance(block, Excerpt)
    )


def _markdown(block: Prose | Fold) -> str:
    return block.whole if isinstance(block, Prose) else block.text
