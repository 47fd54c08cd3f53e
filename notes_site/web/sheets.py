"""Readers' pages: drawn once for whoever reads, then sent again and again with their gaps filled.

Nearly all of a reader's page is the same for every reader. So its template is drawn for nobody in
particular and kept as bytes, a *sheet*, by address, language and all it was drawn from. While it is
drawn nobody is there: a template that asks for more of the session, the request or the reader than
stands in `_somebody` fails instead of keeping what it found.

What is a reader's own goes into gaps. `own("read_mark", anchor)` is one, in a page's template: the
macro of that name, in the other template that the view names (`_own.html`), draws what stands there
from the words of the gap and from what the view gives of this reader under the gap's name and first
word. Where it gives nothing there stands what the macro draws of the words alone: what somebody new
has. Gaps are filled at each request; the token of a form is one by itself. A page that also has
messages for its reader, or that an author is at work on (debug), is drawn anew, by the same macros.
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

from notes_site.web.announced import find_announced
from notes_site.web.context import library, now, site_values
from notes_site.web.machines.discovery import is_variant, listing
from notes_site.web.pieces import careful_environment, drawing, piece
from notes_site.words import spoken_words

SHEETS = "notes_site_sheets"
MOST_TOKENS = 2_000
MOST_SHEETS = 64
"""About 6 MB; those not asked for lately leave first."""
EDGE = "\0"
"""Stands before and after the number of a gap; no content holds it. The first is the token's."""
TOKEN = ("csrf_token",)
"""The gap in every form."""

Gap = tuple[Hashable, ...]
"""The name of a gap, and its words."""
Own = Mapping[Gap, tuple[Hashable, ...] | list[object]]
"""By name and first word of a gap: what its macro is given after the words. What is drawn of a
tuple is kept like any piece; what is drawn of a list is not, and may ask for the moment or a token.
"""
Describe = Callable[..., dict[str, object]]
"""Returns what a template is drawn from; a function of a module, not of a request."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of somebody new, with the places of each gap in it by name and first word."""

    parts: list[bytes]
    places: Mapping[Gap, tuple[Gap, list[int]]]

    def fill(self, own: Own, draw: Callable[[Gap, Own], str]) -> bytes:
        parts = self.parts.copy()
        for key in (*own, TOKEN):
            if key in self.places:
                gap, places = self.places[key]
                drawn = draw(gap, own).encode()
                for place in places:
                    parts[place] = drawn
        return b"".join(parts)


def init_app(app: Flask) -> None:
    @cache
    def environment() -> Environment:
        return careful_environment(app, **_somebody())

    def make(
        address: tuple[str, str, bool, Hashable],
        _words: tuple[str, str],
        template: str,
        own_template: str,
        describe: Describe,
        *key: Hashable,
    ) -> Sheet:
        gaps: list[Gap] = [TOKEN]

        def leave_gap(*gap: Hashable) -> str:
            gaps.append(gap)
            return _mark(len(gaps) - 1)

        values = site_values() | describe(*key)
        asked = {"endpoint": request.endpoint}  # which the address names
        page = environment().get_template(template).render(values, own=leave_gap, request=asked)
        parts = page.split(EDGE)
        places: dict[Gap, tuple[Gap, list[int]]] = {}
        for place in range(1, len(parts), 2):
            gap = gaps[int(parts[place])]
            known, places_of_gap = places.setdefault(gap[:2], (gap, []))
            if known != gap:
                raise ValueError(f"{known} and {gap} would be filled alike")
            places_of_gap.append(place)
            parts[place] = "" if gap == TOKEN else drawing()(address[0], own_template, *gap)
        return Sheet([part.encode() for part in parts], places)

    app.extensions[SHEETS] = lru_cache(MOST_SHEETS, typed=True)(make)


def show_own(
    template: str, own_template: str, own: Own, describe: Describe, *key: Hashable
) -> bytes | str:
    """Return a reader's page: what `describe` says of the key, and in its gaps what is their own.

    The sheet is kept by the key, so `describe` may look at nothing else but the content.
    """
    draw_piece, root = drawing(), request.script_root

    def draw(gap: Gap, own: Own) -> str:
        if gap == TOKEN:
            return csrf_token()  # letters and digits, dots and dashes
        given = own.get(gap[:2], ())
        if isinstance(given, tuple):
            return draw_piece(root, own_template, *gap, *given)
        return str(get_template_attribute(own_template, str(gap[0]))(*gap[1:], *given))

    if current_app.debug or "_flashes" in session:
        return render_template(template, own=lambda *gap: draw(gap, own), **describe(*key))
    address = root, request.path, is_variant(), find_announced(library(), now())
    find: Callable[..., Sheet] = current_app.extensions[SHEETS]
    made_of = address, spoken_words(), template, own_template, describe
    return find(*made_of, *key).fill(own, draw)


def csrf_token() -> str:
    """Return the token that forms of this session carry; signed once, since it holds as long."""
    raw = session.get("csrf_token")
    return _signed(current_app.secret_key, raw) if raw else cast("str", generate_csrf())


@lru_cache(MOST_TOKENS)
def _signed(_key: object, _raw: str) -> str:
    return cast("str", generate_csrf())


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
        "csrf_token": lambda: _mark(0),
        "listing": listing,
        "piece": piece,
    }


def _mark(gap: int) -> str:
    return f"{EDGE}{gap}{EDGE}"
