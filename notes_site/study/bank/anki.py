"""Anki's text format: notes with a deck, tags and a GUID of their own.

https://docs.ankiweb.net/importing/text-files.html
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = (
    "#separator:tab",
    "#html:true",
    "#notetype:Basic",
    "#guid column:1",
    "#deck column:2",
    "#tags column:5",
)
"""The GUID stands first, so that no line of a note starts with the # of a comment."""


@dataclass(frozen=True, slots=True)
class Note:
    """A card: HTML that is asked, HTML that answers, and where both belong."""

    guid: str
    deck: str
    front_html: str
    back_html: str
    tags: tuple[str, ...]


def anki_text(notes: Iterable[Note]) -> str:
    """Write notes for "File, Import"; a note whose GUID Anki knows is updated there."""
    text = io.StringIO()
    write = csv.writer(text, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
    for note in notes:
        tags = " ".join("_".join(tag.split()) for tag in note.tags)
        write([note.guid, note.deck, note.front_html, note.back_html, tags])
    return "\n".join([*HEADER, text.getvalue()])


def note_guid(site: str, course: str, question_id: str) -> str:
    """Return what Anki knows a question by; another course's question never has the same."""
    names = json.dumps([site, course, question_id])
    return hashlib.sha256(names.encode()).hexdigest()[:20]


def deck_name(*names: str) -> str:
    """Name a deck inside decks; Anki reads :: as "inside"."""
    return "::".join(" ".join(name.replace("::", ":").split()) or "-" for name in names)
