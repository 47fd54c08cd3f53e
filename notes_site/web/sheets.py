"""Readers' pages: drawn once for whoever reads, then sent again and again with their gaps filled.

Nearly all of a reader's page is the same for every reader. So its template is drawn for nobody in
particular and kept as bytes, a *sheet*, by its address and all that it was drawn from. While it is
drawn nobody is there: a template that asks for more of the session, the request or the reader than
stands in `_somebody` fails instead of keeping what it found.

What is a reader's own goes into gaps. `own("read_mark", anchor)` is one, in a page's template: the
macro of that name, in the other template that the view names (`_own.html`), draws what stands there
from the words of the gap and from what the view knows of this reader for them. Gaps are filled at
each request; the token of a form is one by itself. A page that also has messages for its reader, or
that an author is at work on (debug), is drawn anew and whole, by the same template.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from flask import (
    Flask,
    current_app,
    get_template_attribute,
    render_template,
    request,
    session,
)
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment

from notes_site.web.context import site_values
from notes_site.web.machines.discovery import is_variant, listing
from notes_site.web.pieces import careful_environment, drawing, piece

SHEETS = "notes_site_sheets"
MOST_SHEETS = 64
"""About 6 MB; those not asked for lately leave first."""
EDGE = "\0"
"""Stands before and after the number of a gap; no content holds it."""
TOKEN = "csrf_token"  # noqa: S105 - the name of a gap

Gap = tuple[Hashable, ...]
"""The name of a gap, and its words."""
Own = Mapping[str, Callable[..., tuple[Hashable, ...] | list[object]]]
"""By the name of a gap: what its macro is given after its words. What is drawn of a tuple is kept
like any piece; what is drawn of a list is not, and may ask for the moment, or for a token."""
Describe = Callable[..., dict[str, object]]
"""Returns what a template is drawn from; a function of a module, not of a request."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the gaps, each of which has a place of its own in between."""

    parts: list[bytes]
    places: list[Gap]
    gaps: frozenset[Gap]

    def fill(self, show: Callable[[Gap], str]) -> bytes:
        shown = {gap: show(gap).encode() for gap in self.gaps}
        parts = self.parts.copy()
        parts[1::2] = [shown[gap] for gap in self.places]
        return b"".join(parts)


def init_app(app: Flask) -> None:
    @cache
    def environment() -> Environment:
        return careful_environment(app, **_somebody())

    def make(_address: Hashable, template: str, describe: Describe, *key: Hashable) -> Sheet:
        gaps: list[Gap] = []

        def leave_gap(*gap: Hashable) -> str:
            gaps.append(gap)
            return _mark(len(gaps) - 1)

        values = site_values() | describe(*key)
        # The page's own name is in its address, and so in what the sheet is kept by.
        asked = {"endpoint": request.endpoint}
        page = environment().get_template(template).render(values, own=leave_gap, request=asked)
        gaps.append((TOKEN,))
        return _cut(page.replace(_mark(TOKEN), _mark(len(gaps) - 1)), gaps)

    app.extensions[SHEETS] = lru_cache(MOST_SHEETS, typed=True)(make)


def show_own(
    template: str, own_template: str, own: Own, describe: Describe, *key: Hashable
) -> bytes | str:
    """Return a reader's page: what `describe` says of the key, and in its gaps what is their own.

    The sheet is kept by the key, so `describe` may look at nothing else but the content.
    """
    draw, root = drawing(), request.script_root

    def show(gap: Gap) -> str:
        name, *words = gap
        if name == TOKEN:
            return generate_csrf()  # letters, digits, and what stands between them in an address
        given = own[str(name)](*words)
        if isinstance(given, tuple):
            return draw(root, own_template, name, *words, *given)
        return cast("str", get_template_attribute(own_template, str(name))(*words, *given))

    if current_app.debug or "_flashes" in session:
        return render_template(template, own=lambda *gap: show(gap), **describe(*key))
    address = root, request.path, is_variant()
    sheet: Sheet = current_app.extensions[SHEETS](address, template, describe, *key)
    return sheet.fill(show)


def nobodys(*_gap: Hashable) -> str:
    """Fill a gap for a visitor, who has nothing of their own."""
    return ""


def _somebody() -> dict[str, object]:
    """Return what a sheet knows beside the values it is drawn from: that a reader is there."""
    return {
        "current_user": {"is_authenticated": True},
        "get_flashed_messages": list,
        "is_bare": False,
        "query": "",
        TOKEN: lambda: _mark(TOKEN),
        "listing": listing,
        "piece": piece,
    }


def _mark(gap: int | str) -> str:
    return f"{EDGE}{gap}{EDGE}"


def _cut(page: str, gaps: list[Gap]) -> Sheet:
    parts = page.split(EDGE)
    places = [gaps[int(number)] for number in parts[1::2]]
    return Sheet([part.encode() for part in parts], places, frozenset(places))
