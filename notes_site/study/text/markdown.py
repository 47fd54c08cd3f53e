"""Markdown as Git hosts read it, and what many authors write besides: parsed, not yet HTML."""

from collections.abc import MutableMapping
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from notes_site.study.text.additions import add_to

INLINE_HTML = frozenset(
    {
        *("abbr", "b", "br", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"),
        *("small", "strong", "sub", "sup", "u", "var"),
    }
)
"""The HTML that may stand in a sentence."""
OPTIONS = {"html": True, "tasklists": True, "alerts": True, "strikethrough_single_tilde": True}


@cache
def markdown() -> MarkdownIt:
    """Return the one parser, which keeps nothing of what it reads.

    A line of hyphens below words is a rule, not a heading: `#` makes those.
    """
    parser = MarkdownIt("commonmark", OPTIONS).enable(["table", "strikethrough"])
    add_to(parser.disable("lheading"))
    return parser


def parse_markdown(text: str, environment: MutableMapping[str, Any] | None = None) -> list[Token]:
    """Return the tokens of a text; what is defined in it lands in the environment."""
    return markdown().parse(text, {} if environment is None else environment)
