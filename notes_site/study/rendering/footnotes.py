"""Footnotes of a topic: numbered once for the whole page, however its sections are rendered."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from markupsafe import Markup

from notes_site.study.rendering.standing import put_back
from notes_site.study.text.blocks import Footnote
from notes_site.study.text.splitting import CODE
from notes_site.words import _

REFERENCE = re.compile(rf"{CODE.pattern}|\[\^(?P<name>[\w-]+)\]", CODE.flags)
TOKEN = re.compile("\ue000(?P<number>[0-9]{1,5})\ue001")
"""Stands for a reference while Markdown runs and the result is cleaned; no element, so it stays."""
SIGNS = str.maketrans("", "", "\ue000\ue001")


def without_references(text: str) -> str:
    """Return Markdown without its `[^name]`, for searching."""
    return REFERENCE.sub(lambda match: "" if match["name"] else match[0], text)


class Footnotes:
    """Numbers references in reading order, and knows how many lead to each note."""

    def __init__(self, notes: Sequence[Footnote]) -> None:
        self._notes = notes
        self._numbers = {note.name: number for number, note in enumerate(notes, 1)}
        self._references: Counter[int] = Counter()

    def hide(self, text: str) -> str:
        """Put a token in place of each `[^name]` outside of code."""

        def replace(match: re.Match[str]) -> str:
            number = self._numbers.get(match["name"] or "")
            return f"\ue000{number}\ue001" if number else match[0]

        return REFERENCE.sub(replace, text.translate(SIGNS)) if self._notes else text

    def show(self, html: Markup) -> Markup:
        """Put a numbered link in place of each token of cleaned HTML."""
        return put_back(html, TOKEN, self._link) if self._notes else html

    def _link(self, number: int) -> Markup:
        if number not in self._numbers.values():
            return Markup()
        self._references[number] += 1
        return Markup(
            '<sup class="note-ref"><a id="fnref-{0}-{1}" href="#fn-{0}" aria-label="{2}">'
            "{0}</a></sup>"
        ).format(number, self._references[number], _("Note %(number)s", number=number))

    def render(self, inline: Callable[[str], Markup]) -> Markup:
        """Return the notes as a list, each with the way back to the sentences it belongs to."""
        items = Markup().join(
            Markup('<li id="fn-{}">{}{}</li>').format(
                number, inline(note.text), self._ways_back(number)
            )
            for number, note in enumerate(self._notes, 1)
        )
        return Markup("<ol>{}</ol>").format(items) if items else items

    def _ways_back(self, number: int) -> Markup:
        return Markup().join(
            Markup(' <a href="#fnref-{0}-{1}" aria-label="{2}">↩</a>').format(
                number, time, _("Back to the text of note %(number)s", number=number)
            )
            for time in range(1, self._references[number] + 1)
        )
