"""Every word that the templates say goes through gettext, so that it can be translated."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parent.parent / "templates"
MARKS = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
"""The attributes that are shown to somebody, or read to them."""
UNSPOKEN = {"code", "kbd", "script", "style"}
"""The elements whose text is the same in every language."""
NAMES = {"Enter", "Ctrl", "PasswordField", "session cookie", "cheat sheet"}
"""What is never translated: keys of a keyboard, names in code, what is searched, a kind of page."""
ANCHOR = re.compile(r"#[a-z][a-z-]*")
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"])
ENVIRONMENT.newstyle_gettext = True  # type: ignore[attr-defined]
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z]|[^\W\d_][,.:;?!]? (?!button-)[^\W\d_]")
"""What a literal of an expression looks like that is meant for people, and not for the code."""


def said(node: nodes.Node) -> str:
    """Return the literals that an expression may show; a digit stands for what it looks up."""
    match node:
        case nodes.TemplateData(data=data):
            return data
        case nodes.Const(value=str(value)):
            return value
        case nodes.CondExpr(expr1=one, expr2=other):
            return said(one) + " " + (said(other) if other else "")
        case nodes.Concat(nodes=parts):
            return "".join(map(said, parts))
        case nodes.Or(left=one, right=other) | nodes.Add(left=one, right=other):
            return said(one) + " " + said(other)
        case nodes.Mod(left=shape):
            return said(shape)
        case nodes.Filter(node=shown) if shown:
            return said(shown)
    return "0"


def drawn(node: nodes.Node) -> Iterator[str]:
    """Yield what a template draws, all branches one after the other."""
    if isinstance(node, nodes.Output):
        yield from map(said, node.nodes)
    for child in node.iter_child_nodes():
        yield from drawn(child)


class Reader(HTMLParser):
    """Collects what people read of a page: its text, and the attributes that are read to them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unspoken = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unspoken += tag in UNSPOKEN
        self.words += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self._unspoken -= tag in UNSPOKEN

    def handle_data(self, data: str) -> None:
        if not self._unspoken:
            self.words.append(data)


def unmarked_literals(node: nodes.Node) -> Iterator[str]:
    """Yield the literals of a template that are not put through gettext: macros may show them."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in MARKS:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from unmarked_literals(child)


def bare_words(source: str) -> list[str]:
    tree, reader = ENVIRONMENT.parse(source), Reader()
    reader.feed(re.sub(r"(</?)0", r"\1h0", "".join(drawn(tree))))  # <{{ h }} class="…">
    reader.close()
    found = [text.strip() for text in reader.words if WORD.search(ANCHOR.sub("", text))]
    found += [text for text in unmarked_literals(tree) if SENTENCE.search(text)]
    return [text for text in found if text not in NAMES]


@pytest.mark.parametrize(
    "path",
    sorted(path for path in TEMPLATES.rglob("*.*") if path.suffix in {".html", ".xml", ".txt"}),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_template_says_no_word_past_gettext(path: Path) -> None:
    assert bare_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<title>{{ title }} of {{ site }}</title>", ["0 of 0"]),
        ('{% if a %}<b title="On top">{% endif %}', ["On top"]),
        ('<p>{{ "right" if is_right else "wrong" }}</p>', ["right wrong"]),
        ('<p>{{ count ~ " left" }}</p>', ["0 left"]),
        ('{% set words = "Start now" %}{{ button(words) }}', ["Start now"]),
        ('{{ button("Start") }}', ["Start"]),
        ('<p class="{{ "lead" if a }}">{{ _("Hello") }} {% trans %}you{% endtrans %}</p>', []),
        ('<{{ h }} class="lead">{{ _("Go on") }}</{{ h }}> <code>None</code>', []),
    ],
)
def test_planted_word_is_found(planted: str, found: list[str]) -> None:
    assert bare_words(planted) == found
