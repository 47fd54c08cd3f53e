"""Several courses on one site, each below its slug: NOTES_CONTENT_DIR alone says so.

The list of them, accounts and whatever else is no course's stands at the root.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from flask import Flask, abort, request

from notes_site.web.context import COURSE, is_front
from notes_site.web.prefix import answer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ROOT = {"home", "privacy", "own", "look", "discovery", "prefetch", "offline", "editing"}
AT_ROOT |= {"account", "security", "tokens", "arriving", "second", "passkeys", "reset_link"}
AT_ROOT |= {"invitations", "elsewhere", "health", "metrics"}
"""The blueprints whose pages there are at the root of several courses, beside the files."""
STATIC = "static/"


class Mounted:
    """The WSGI layer that takes a course's slug off the path, so that its pages begin there.

    Files that are the same in all courses keep the address without it, and are kept once.
    """

    def __init__(
        self, app: "WSGIApplication", slugs: Collection[str], headers: Mapping[str, str]
    ) -> None:
        self._app = app
        self._slugs = frozenset(slugs)
        self._headers = dict(headers)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        slug, slash, rest = environ["PATH_INFO"].removeprefix("/").partition("/")
        if slug not in self._slugs:
            return self._app(environ, start_response)
        root = f"{environ.get('SCRIPT_NAME', '')}/{slug}"
        if not slash:
            asked = environ.get("QUERY_STRING", "")
            location = f"{root}/?{asked}" if asked else f"{root}/"
            status, more = "308 PERMANENT REDIRECT", {"Location": location}
            return answer(environ, start_response, status, f"{root}/", self._headers | more)
        environ[COURSE] = slug
        environ["PATH_INFO"] = f"/{rest}"
        if not rest.startswith(STATIC):
            environ["SCRIPT_NAME"] = root
        return self._app(environ, start_response)


def init_app(app: Flask) -> None:
    """Show at the root of several courses only what is no course's."""

    @app.before_request
    def keep_to_courses() -> None:
        if is_front() and request.endpoint != "static" and request.blueprint not in AT_ROOT:
            abort(404)


def taken_slugs(app: Flask) -> set[str]:
    """Return what a course can't be called: the beginnings of the addresses at the root."""
    return {rule.rule.removeprefix("/").partition("/")[0] for rule in app.url_map.iter_rules()}
