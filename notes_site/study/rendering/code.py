"""Code to figures: highlighted, titled, and escaped whatever it holds."""

import re
from functools import lru_cache

import pygments
from markupsafe import Markup, escape
from pygments.formatters import HtmlFormatter
from pygments.lexers import find_lexer_class_for_filename, get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Operator, Token, _TokenType
from pygments.util import ClassNotFound

from notes_site.study.text.blocks import Excerpt, Fence
from notes_site.words import N_, _, translate

ANNOTATION = re.compile(r"(?P<comment>(?:#|//|--|/\*|<!--|;|%).*\([0-9]{1,2}\))!", re.MULTILINE)
"""A comment `(1)!`: the mark says in other programs what the list below says anyway."""
COLOURS = {
    Keyword: (Keyword, Operator.Word, Name.Tag),
    Literal.String: (Literal.String, Generic.Inserted),
    Literal.Number: (Literal.Number, Name.Constant, Generic.Deleted),
    Name.Function: (
        *(Name.Function, Name.Class, Name.Namespace),
        *(Name.Decorator, Name.Attribute, Name.Variable),
    ),
    Comment: (Comment,),
}
"""The kinds of token that look different, each with what is coloured like it.

All others are left as plain text: an element for each made a page a fifth longer.
"""
LANGUAGE_NAMES = {"sh": "Shell", "python": "Python", "html": "HTML", "jinja": "Jinja"}


@lru_cache(maxsize=10_000)
def _highlight(text: str, language: str, marked: tuple[int, ...] = ()) -> Markup:
    try:
        lexer = get_lexer_by_name(language or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    tokens = ((_coloured(kind), part) for kind, part in pygments.lex(text, lexer))
    formatter = HtmlFormatter(nowrap=True, hl_lines=marked)
    return Markup(pygments.format(tokens, formatter))  # noqa: S704 - it escapes


@lru_cache(maxsize=200)
def _coloured(kind: _TokenType) -> _TokenType:
    lineage = set(kind.split())
    return next((colour for colour, kinds in COLOURS.items() if lineage & {*kinds}), Token)


def _figure(classes: str, caption: Markup, label: str, code: Markup) -> Markup:
    """Frame highlighted code; a script may add a copy button to it."""
    figcaption = Markup("<figcaption>{}</figcaption>").format(caption) if caption else ""
    return Markup(
        '<figure class="{}">{}<pre tabindex="0" role="group" aria-label="{}">'
        "<code>{}</code></pre></figure>\n"
    ).format(classes, figcaption, label, code)


def render_code(fence: Fence) -> Markup:
    """Render a fence as a titled figure."""
    is_output = fence.language == "output"
    label = fence.title or (_("Output") if is_output else LANGUAGE_NAMES.get(fence.language, ""))
    error = fence.attributes.get("error")
    caption = [escape(label)] if label else []
    if error:
        name = Markup("<code>{}</code>").format(error.rpartition(".")[2])
        caption.append(_fill(N_("raises %(error)s"), error=name))
    classes = ["code", *(["code-output"] if is_output else [])]
    classes.extend(["code-wrap"] if "wrap" in fence.attributes else [])
    language = "text" if is_output else fence.language
    text = ANNOTATION.sub(r"\g<comment>", fence.text)
    code = _highlight(text, language, fence.marked_lines)
    return _figure(" ".join(classes), Markup(" · ").join(caption), label or _("Code"), code)


def render_excerpt(excerpt: Excerpt, source_url: str) -> Markup:
    """Render a piece of code, with a link to its file where it is this site's and one is told."""
    source = excerpt.source
    if source is None:
        return Markup()
    name = escape(source.path)
    if source_url and not source.is_beside:
        href = f"{source_url}/{source.path}#L{source.line}-L{source.last_line}"
        name = Markup('<a href="{}" rel="noopener">{}</a>').format(href, name)
    caption = Markup("<span>{}</span>").format(
        _fill(N_("%(file)s, line %(line)s"), file=name, line=source.line)
    )
    lexer = find_lexer_class_for_filename(source.path)
    code = _highlight(source.text, lexer.aliases[0] if lexer else "text")
    return _figure("code code-source", caption, source.path, code)


def _fill(text: str, **values: object) -> Markup:
    """Say a text that `N_` marked; HTML in its places stays what it is."""
    return escape(translate(text)) % values
