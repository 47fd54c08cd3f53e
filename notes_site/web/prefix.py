"""A site below a path: NOTES_SITE_URL alone says so, and nothing in a request can say otherwise."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Prefixed:
    """The WSGI layer that takes the prefix off, whether or not the server has done so already.

    Beside the prefix there is no page: each has one address, and what is kept has one key.
    """

    def __init__(self, app: "WSGIApplication", prefix: str, headers: Mapping[str, str]) -> None:
        self._app = app
        self._prefix = prefix
        self._headers = tuple(headers.items())

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        whole = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        if whole.startswith(f"{self._prefix}/"):
            environ["SCRIPT_NAME"] = self._prefix
            environ["PATH_INFO"] = whole.removeprefix(self._prefix)
            return self._app(environ, start_response)
        home = f"{self._prefix}/"
        if whole == self._prefix:
            return self._say(start_response, "308 PERMANENT REDIRECT", home, ("Location", home))
        return self._say(start_response, "404 NOT FOUND", f"This site begins at {home}")

    def _say(
        self, start_response: "StartResponse", status: str, words: str, *more: tuple[str, str]
    ) -> list[bytes]:
        body = f"{words}\n".encode()
        own = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
        own += [("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex")]
        start_response(status, [*own, *self._headers, *more])
        return [body]
