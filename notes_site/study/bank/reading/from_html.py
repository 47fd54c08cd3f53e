"""Texts of other programs as Markdown: HTML, and plain text that must not turn into markup."""

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser

from notes_site.study.text.blocks import fenced

Lose = Callable[[str], None]

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
MARKUP = re.compile(r"([\\`*\[\]]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
OPENING = re.compile(r"^([ \t]*)([#>+|~-]|[0-9]{1,9}[.)])(?=[ \t]|[#>~|-])", re.MULTILINE)
BLANKS = re.compile(r"\n[ \t]*\n\s*")
AROUND = {"b": "**", "strong": "**", "em": "*", "i": "*"}
CODE = {"code", "tt", "kbd", "samp"}
BLOCKS = {"p", "div", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section"}
LOST = {
    "img": "a picture",
    "table": "a table's shape",
    "video": "a film",
    "audio": "a sound",
    "iframe": "what another site shows",
    "object": "an embedded object",
}
UNREAD = {"script", "style"}


def plain_to_markdown(text: str) -> str:
    """Write plain text so that it reads as it stands."""
    escaped = MARKUP.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))
    return OPENING.sub(r"\1\\\2", escaped)


def text_to_markdown(text: str, lose: Lose) -> str:
    """Take text of which nobody says whether it is HTML."""
    return (
        html_to_markdown(text, lose) if TAG.search(text) else plain_to_markdown(html.unescape(text))
    )


def html_to_markdown(text: str, lose: Lose) -> str:
    """Keep paragraphs, lists, code, emphasis and links; tell what else was there."""
    reader = _Reader(lose)
    reader.feed(text)
    reader.close()
    return reader.markdown()


class _Reader(HTMLParser):
    """Writes Markdown as the tags go by."""

    def __init__(self, lose: Lose) -> None:
        super().__init__(convert_charrefs=True)
        self._lose = lose
        self._parts: list[str] = []
        self._code: list[str] | None = None
        self._is_block = False
        self._unread = 0
        self._links: list[str] = []

    def markdown(self) -> str:
        self._end_code()
        return BLANKS.sub("\n\n", "".join(self._parts)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LOST:
            self._lose(LOST[tag])
        if tag in UNREAD:
            self._unread += 1
        elif self._code is not None:
            self._code.append("\n" if tag == "br" else "")
        elif tag in {*CODE, "pre"}:
            self._code, self._is_block = [], tag == "pre"
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self._parts.append("[" if self._is_kept(self._links[-1]) else "")
        else:
            self._parts.append(_opening(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD:
            self._unread = max(0, self._unread - 1)
        elif self._code is not None:
            if tag == "pre" or (tag in CODE and not self._is_block):
                self._end_code()
        elif tag == "a" and self._links:
            target = self._links.pop()
            self._parts.append(f"]({target})" if self._is_kept(target) else "")
        elif tag in AROUND or tag in BLOCKS:
            self._parts.append(AROUND.get(tag, "\n\n"))

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        if self._code is not None:
            self._code.append(data)
        else:
            self._parts.append(plain_to_markdown(re.sub(r"\s+", " ", data)))

    def _end_code(self) -> None:
        code = "".join(self._code or ())
        if self._code is not None and self._is_block:
            body = code.strip("\n")
            self._parts.append(f"\n\n{fenced(body, 'text')}\n\n" if body.strip() else "")
        elif code.strip():
            ticks = "``" if "`" in code else "`"
            space = " " if "`" in code else ""
            self._parts.append(f"{ticks}{space}{' '.join(code.split())}{space}{ticks}")
        self._code = None

    @staticmethod
    def _is_kept(target: str) -> bool:
        return bool(re.fullmatch(r"https?://[^\s()<>]+", target))


def _opening(tag: str) -> str:
    if tag == "br":
        return "\n"
    if tag == "li":
        return "\n- "
    return AROUND.get(tag) or ("\n\n" if tag in BLOCKS else "")
