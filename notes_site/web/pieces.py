"""Pieces of pages that say the same to whoever is told the same: rendered once, then kept.

A piece is what a macro returns for its arguments in a language, and it is kept by all of them, so
nobody can be shown a piece that was made of anything else. Macros see no request, no session and no
reader here: one that asks for more than its arguments fails instead of keeping what it found.
Content changes with the process; where authors work (debug) nothing is kept.
"""

from collections.abc import Callable, Hashable
from functools import cache, lru_cache, partial
from typing import Any, cast

from flask import Flask, current_app, request
from jinja2 import Environment, StrictUndefined

from notes_site.words import spoken_words

PIECES = "notes_site_pieces"
MOST_PIECES = 10_000
"""About 10 MB; those not asked for lately leave first."""
KNOWN = (
    *(
        "_",
        "gettext",
        "ngettext",
        "pgettext",
        "interface_tag",
        "interface_direction",
        "course_lang",
    ),
    *("address_of", "integrity", "longest", "url_for"),
)
"""What a macro may use beside its arguments: one thing for all of a language, while it runs."""
OF_THIS_MOMENT = "moment"
"""The filter that reads the clock: a kept piece would go on saying "just now"."""

Draw = Callable[..., str]


def init_app(app: Flask) -> None:
    """Give templates `piece(template, macro, *arguments)`."""

    @cache
    def environment() -> Environment:
        return careful_environment(app)

    def render(
        _words: tuple[str, str], _root: str, template: str, macro: str, *arguments: Hashable
    ) -> str:
        draw: Any = getattr(environment().get_template(template).module, macro)
        return cast("str", draw(*arguments))

    kept = lru_cache(MOST_PIECES, typed=True)(render)  # typed: HTML isn't the text that equals it
    app.extensions[PIECES] = lambda: render if app.debug else kept
    app.add_template_global(piece)


def careful_environment(app: Flask, **more: object) -> Environment:
    """Return one whose templates know what is the same for everybody, and fail for the rest."""
    own = app.jinja_env.overlay(undefined=StrictUndefined)
    own.globals = {name: app.jinja_env.globals[name] for name in KNOWN} | more
    own.filters = {
        name: show for name, show in app.jinja_env.filters.items() if name != OF_THIS_MOMENT
    }
    return own


def drawing() -> Draw:
    """Return what draws a piece from where the site begins, its template, macro and arguments."""
    return partial(current_app.extensions[PIECES](), spoken_words())


def piece(template: str, macro: str, *arguments: Hashable) -> str:
    """Return what the macro says; its addresses begin where the site does."""
    draw: Draw = current_app.extensions[PIECES]()
    return draw(spoken_words(), request.script_root, template, macro, *arguments)
