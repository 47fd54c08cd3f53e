"""Tokens that stand for what is shown while Markdown runs and the result is cleaned."""

import re
from collections.abc import Callable

from markupsafe import Markup

TAG = r"""</?[a-z](?:[^"'>]|"[^"]*"|'[^']*')*>"""
"""A tag of cleaned HTML: in its attributes no token counts."""


def put_back(html: Markup, token: re.Pattern[str], show: Callable[[int], Markup]) -> Markup:
    """Put what is shown in the place of each token, by its `number`; never inside of a tag."""
    pieces = re.compile(f"(?P<tag>{TAG})|{token.pattern}")

    def put(found: re.Match[str]) -> str:
        tag = found["tag"]
        return token.sub("", tag) if tag is not None else str(show(int(found["number"])))

    return Markup(pieces.sub(put, html))  # noqa: S704 - cleaned, and our own
