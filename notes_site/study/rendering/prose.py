"""Markdown without fences to HTML, shaped for the site and cleaned."""

import re
import threading
from functools import lru_cache
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

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


class _ShapeTree(Treeprocessor):
    """Gives callouts, tables and links the shape the site shows."""

    def run(self, root: Element) -> None:
        for element in list(root.iter()):
            if element.tag == "blockquote":
                _mark_callout(element)
            elif element.tag == "a":
                self._rewrite_link(element)
            elif element.tag == "th":
                _name_column(element)
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


def _name_column(heading: Element) -> None:
    """A cell of the first row names its column; an empty one names nothing and is no heading."""
    if len(heading) or (heading.text or "").strip():
        heading.set("scope", "col")
    else:
        heading.tag = "td"


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
