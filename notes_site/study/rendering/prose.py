"""Markdown without fences at the margin to HTML, shaped for the site and cleaned."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it.token import Token
from markupsafe import Markup, escape

from notes_site.study.rendering.code import render_code
from notes_site.study.rendering.formulas import render_display, render_formula
from notes_site.study.rendering.standing import TAG
from notes_site.study.text.formulas import TOKEN, Formula, hide_formulas
from notes_site.study.text.markdown import INLINE_HTML, markdown
from notes_site.study.text.splitting import read_fence
from notes_site.words import N_, _, spoken_language, translate

CALLOUTS = ("note", "tip", "important", "warning", "caution", "myth")
TOPIC_FILE = re.compile(
    r"^\.\./[0-9]{2,4}-(?P<slug>[a-z0-9-]+)/(?P<file>topic|interview)\.md(?P<anchor>#.*)?$"
)
ALLOWED_TAGS = INLINE_HTML | {
    *("a", "blockquote", "dd", "div", "dl", "dt", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "span", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ALLOWED_CLASSES = {
    "blockquote": {"callout", *(f"callout-{name}" for name in CALLOUTS)},
    "div": {"table-scroll"},
    "strong": {"callout-label"},
    "ul": {"tasks"},
}
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "div": {"tabindex", "role", "aria-label"},
    "ol": {"start"},
    "span": {"role", "aria-label"},
    "td": {"align"},
    "th": {"align", "scope"},
}
LINK_SCHEMES = {"http", "https", "mailto"}
TASKS = {True: (N_("Done:"), "☑"), False: (N_("To do:"), "☐")}
ALERTS = (N_("Note"), N_("Tip"), N_("Important"), N_("Warning"), N_("Caution"))
"""What stands above an alert, as the parser gives it."""
PIECE = re.compile(
    r"<p>\ue002(?P<alone>[0-9]{1,5})\ue003</p>"
    rf"|(?P<tag>{TAG})|{TOKEN.pattern}"
)
"""A token alone in its paragraph, a tag, in whose attributes no token counts, or a token."""
Show = Callable[[bool], Markup]
"""Shows a piece that was taken out, alone in its paragraph or not."""


class _Shape:
    """Gives the tokens of one text the shape that the site shows, and renders them."""

    def __init__(self, topics_url: str, shown: list[Show]) -> None:
        self._topics_url = topics_url
        self._shown = shown

    def render(self, text: str) -> str:
        parser = markdown()
        environment: dict[str, Any] = {}
        tokens = parser.parse(text, environment)
        html: str = parser.renderer.render([*self._shape(tokens)], parser.options, environment)
        return html

    def _shape(self, tokens: Sequence[Token]) -> Iterator[Token]:
        for place, token in enumerate(tokens):
            match token.type:
                case "inline" if tokens[place - 1].type == "alert_title_open":
                    _name_alert(token.children or ())
                case "inline":
                    self._rewrite_links(token.children or ())
                case "blockquote_open":
                    _mark_callout(token, tokens[place + 1 : place + 3])
                case "th_open" | "td_open" | "th_close":
                    _shape_cell(token, tokens[place - 1 if token.nesting < 0 else place + 1])
                case "fence":
                    token = self._take_out(token)  # noqa: PLW2901 - it stands in its place
                case "bullet_list_open" if "class" in token.attrs:
                    token.attrs["class"] = "tasks"
                case kind if shape := SHAPES.get(kind):
                    token = shape(token)  # noqa: PLW2901 - likewise
            yield token

    def _rewrite_links(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type == "link_open":
                match = TOPIC_FILE.match(str(token.attrs.get("href", "")))
                if match:
                    page = "/questions" if match["file"] == "interview" else ""
                    anchor = match["anchor"] or ""
                    token.attrs["href"] = f"{self._topics_url}{match['slug']}{page}{anchor}"

    def _take_out(self, token: Token) -> Token:
        """Leave a fence inside a list or quote to those who show code."""
        fence = read_fence(token.info, token.content, 1)
        code = (
            render_display(Formula(fence.text.strip(), is_display=True))
            if fence.language == "math"
            else render_code(fence)
        )
        self._shown.append(lambda _is_alone: code)
        return _html(f"\ue002{len(self._shown) - 1}\ue003\n")


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text, block=True)


def _mark_callout(quote: Token, inside: Sequence[Token]) -> None:
    """`> **Warning.** …` becomes a warning; the word stays, for those who see no colour."""
    words = [one for one in (inside[-1].children or ()) if one.type != "text" or one.content]
    if [one.type for one in words[:2]] != ["strong_open", "text"]:
        return
    name = words[1].content.strip().rstrip(".:").lower()
    if name in CALLOUTS:
        quote.attrs["class"] = f"callout callout-{name}"
        words[0].attrs["class"] = "callout-label"


def _name_alert(words: Sequence[Token]) -> None:
    for one in words:
        if one.content in ALERTS:
            one.content = translate(one.content)


def _alert(token: Token) -> Token:
    """`> [!NOTE]` is what `> **Note.**` is, with its word on a line of its own."""
    token.tag = "blockquote"
    if token.nesting > 0:
        token.attrs["class"] = f"callout callout-{token.info.lower()}"
    return token


def _task(token: Token) -> Token:
    """A task says whether it is done as a sign with a name: a field would ask to be used."""
    token.attrs.pop("class", None)
    if "checked" not in token.meta:
        return token
    name, sign = TASKS[token.meta["checked"]]
    return _html(f'<li><span role="img" aria-label="{escape(translate(name))}">{sign}</span> ')


SHAPES: dict[str, Callable[[Token], Token]] = {
    "alert_open": _alert,
    "alert_close": _alert,
    "alert_title_open": lambda _token: _html('<p><strong class="callout-label">'),
    "alert_title_close": lambda _token: _html("</strong></p>\n"),
    "list_item_open": _task,
    "table_open": lambda _token: _html(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="{}">\n<table>\n'.format(
            escape(_("Table"))
        )
    ),
    "table_close": lambda _token: _html("</table>\n</div>\n"),
}
"""What stands in the place of a token of a kind."""


def _shape_cell(cell: Token, words: Token) -> None:
    """A cell of the first row names its column; an empty one names nothing and is no heading."""
    if style := str(cell.attrs.pop("style", "")):
        cell.attrs["align"] = style.partition(":")[2]
    if cell.tag == "th":
        if words.content.strip():
            cell.attrs["scope"] = "col"
        else:
            cell.tag = "td"


def render_text(text: str, topics_url: str) -> Markup:
    """Render Markdown and clean it; links may leave by http, https and mailto."""
    return _render_text(text, topics_url, spoken_language())


@lru_cache(maxsize=10_000)
def _render_text(text: str, topics_url: str, _language: str) -> Markup:
    hidden, formulas = hide_formulas(text)
    shown: list[Show] = [_shows(formula) for formula in formulas]
    html = nh3.clean(
        _Shape(topics_url, shown).render(hidden).strip(),
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        allowed_classes=ALLOWED_CLASSES,
        url_schemes=LINK_SCHEMES,
        link_rel="noopener",
    )
    return Markup(_put_back(html, shown) if shown else html)  # noqa: S704 - cleaned, and our own


def _shows(formula: Formula) -> Show:
    def show(is_alone: bool) -> Markup:
        return (render_display if is_alone and formula.is_display else render_formula)(formula)

    return show


def _put_back(html: str, shown: Sequence[Show]) -> str:
    """Put what was taken out in the place of its tokens, never inside of a tag."""

    def put(found: re.Match[str]) -> str:
        if found["tag"] is not None:
            return TOKEN.sub("", found["tag"])
        is_alone = found["alone"] is not None
        place = int(found["alone"] if is_alone else found["place"])
        return shown[place](is_alone) if place < len(shown) else ""

    return PIECE.sub(put, html)
