"""Markdown to HTML that is safe to send; nothing else in the project decides that HTML is safe."""

import hashlib
import json
import re
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from xml.etree.ElementTree import Element

import markdown
import nh3
import pygments
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup, escape
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from notes_site.study.library import Block, Fence, Prose, Section, Topic

CALLOUTS = ("note", "tip", "warning", "myth")
TOPIC_FILE = re.compile(r"^\.\./[0-9]{2,4}-(?P<slug>[a-z0-9-]+)/topic\.md(?P<anchor>#.*)?$")
ALLOWED_TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h4"),
    *("h5", "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table"),
    *("tbody", "td", "th", "thead", "tr", "ul"),
}
ALLOWED_CLASSES = {
    "blockquote": {"callout", *(f"callout-{name}" for name in CALLOUTS)},
    "div": {"table-scroll"},
    "strong": {"callout-label"},
}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "div": {"tabindex", "role", "aria-label"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align", "scope"},
}
LINK_SCHEMES = {"http", "https", "mailto"}
CODE_FORMATTER = HtmlFormatter(nowrap=True)
LANGUAGE_NAMES = {"sh": "Shell", "python": "Python", "html": "HTML", "jinja": "Jinja"}


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
    """Change when this module or a library that shapes the HTML changes."""
    libraries = ",".join(version(name) for name in ("markdown", "pygments", "nh3"))
    return libraries + hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


# --- Prose ----------------------------------------------------------------------------------


class _ShapeTree(Treeprocessor):
    """Gives callouts, tables and links the shape the site shows."""

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag == "blockquote":
                _mark_callout(element)
            elif element.tag == "a":
                self._rewrite_link(element)
            elif element.tag == "th":
                element.set("scope", "col")
            for place, child in enumerate(list(element)):
                if child.tag == "table":
                    element[place] = _wrap_table(child)

    def _rewrite_link(self, link: Element) -> None:
        match = TOPIC_FILE.match(link.get("href", ""))
        if match:
            topics_url = self.md.topics_url  # type: ignore[attr-defined]
            link.set("href", f"{topics_url}{match['slug']}{match['anchor'] or ''}")


def _mark_callout(quote: Element) -> None:
    """`> **Warning.** …` becomes a warning; the word stays, for those who see no colour."""
    label = quote.find("./p/strong")
    paragraph = quote.find("./p")
    if label is None or paragraph is None or (paragraph.text or "").strip():
        return
    name = (label.text or "").strip().rstrip(".:").lower()
    if name in CALLOUTS:
        quote.set("class", f"callout callout-{name}")
        label.set("class", "callout-label")


def _wrap_table(table: Element) -> Element:
    """Let a wide table scroll inside itself, by keyboard too."""
    attributes = {"class": "table-scroll", "tabindex": "0", "role": "group", "aria-label": "Table"}
    wrapper = Element("div", attributes)
    wrapper.append(table)
    wrapper.tail, table.tail = table.tail, None
    return wrapper


class _Site(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Markdown's name
        md.treeprocessors.register(_ShapeTree(md), "shape_tree", 5)


_local = threading.local()


def _converter(topics_url: str) -> markdown.Markdown:
    """Return this thread's converter; building one costs more than most conversions."""
    converters: dict[str, markdown.Markdown] = _local.__dict__.setdefault("converters", {})
    if topics_url not in converters:
        extensions: list[str | Extension] = [
            TableExtension(use_align_attribute=True),
            "sane_lists",
            "abbr",
            _Site(),
        ]
        converter = markdown.Markdown(extensions=extensions, output_format="html")
        converter.topics_url = topics_url  # type: ignore[attr-defined]
        converters[topics_url] = converter
    converters[topics_url].reset()
    return converters[topics_url]


@lru_cache(maxsize=10_000)
def render_text(text: str, topics_url: str) -> Markup:
    """Render Markdown without fences and clean it; links may leave by http, https and mailto."""
    html = _converter(topics_url).convert(text)
    return Markup(  # noqa: S704 - cleaned on the next line
        nh3.clean(
            html,
            tags=ALLOWED_TAGS,
            attributes=ALLOWED_ATTRIBUTES,
            allowed_classes=ALLOWED_CLASSES,
            url_schemes=LINK_SCHEMES,
            link_rel="noopener",
        )
    )


# --- Code -----------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def _highlight(text: str, language: str) -> Markup:
    try:
        lexer = get_lexer_by_name(language or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return Markup(pygments.highlight(text, lexer, CODE_FORMATTER))  # noqa: S704 - it escapes


def render_code(fence: Fence) -> Markup:
    """Render a fence as a titled figure; a script may add a copy button to it."""
    is_output = fence.language == "output"
    label = fence.title or ("Output" if is_output else LANGUAGE_NAMES.get(fence.language, ""))
    error = fence.attributes.get("error")
    caption = [escape(label)] if label else []
    if error:
        caption.append(Markup("raises <code>{}</code>").format(error.rpartition(".")[2]))
    figcaption = Markup("<figcaption>{}</figcaption>").format(Markup(" · ").join(caption))
    return Markup(
        '<figure class="{}">{}<pre tabindex="0" role="group" aria-label="{}">'
        "<code>{}</code></pre></figure>\n"
    ).format(
        "code code-output" if is_output else "code",
        figcaption if caption else "",
        label or "Code",
        _highlight(fence.text, "text" if is_output else fence.language),
    )


def plain_text(blocks: Sequence[Block]) -> str:
    """Return the words of blocks without markup, for searching."""
    return "\n".join(
        block.text if isinstance(block, Fence) else render_text(block.text, "").striptags()
        for block in blocks
        if isinstance(block, Prose | Fence)
    )
