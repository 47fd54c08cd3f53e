"""Links that open in a new tab, where following one would lose what is typed beside it."""

import re

from markupsafe import Markup, escape

from notes_site.words import _

TAG = re.compile(r'<(?P<name>/?[a-z][a-z0-9]*)(?P<attributes>(?:[^>"]|"[^"]*")*)>')
LINK = re.compile(r"<a [^>]*")
STAYS = re.compile(r'\starget=|\shref="#')
"""A link that has its tab already, or leads to another place of the same page."""
NOTE = '<span class="without-scripts"> ({})</span>'
"""Seen and read aloud without scripts; with them drafts.js keeps what is typed, and the tab."""


def open_in_tabs(html: Markup) -> Markup:
    """Let the links of a piece of our own HTML, authors' among them, open in a new tab."""
    if all(STAYS.search(link) for link in LINK.findall(html)):
        return html  # as most are; reading every tag takes a hundred times as long
    pieces: list[str] = []
    note = NOTE.format(escape(_("opens in a new tab")))
    end, leaves = 0, False
    for tag in TAG.finditer(html):
        pieces.append(html[end : tag.start()])
        name, attributes = tag["name"], tag["attributes"]
        if name == "a":
            leaves = "href=" in attributes and not STAYS.search(attributes)
        pieces += [note] if name == "/a" and leaves else []
        pieces.append(f'<a target="_blank"{attributes}>' if name == "a" and leaves else tag[0])
        end = tag.end()
    return Markup("".join([*pieces, html[end:]]))  # noqa: S704 - it was, and nothing of it is read
