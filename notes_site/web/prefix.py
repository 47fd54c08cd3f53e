"""A site below a path: NOTES_SITE_URL alone says so, and nothing in a request can say otherwise."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from notes_site.web.seeing.request_ids import ENDPOINT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Prefixed:
    """The WSGI layer that takes the prefix off, whether or not the server has done so already.

    Beside the prefix there is no page: each has one address, and what is kept has one key.
    """

    def __init__(self, app: "WSGIApplication", prefix: str, headers: Mapping[str, str]) -> None:
        self._app = app
        self._prefix = prefix
        self._headers = dict(headers)

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
            asked = environ.get("QUERY_STRING", "")
            location = f"{home}?{asked}" if asked else home
            status, words, more = "308 PERMANENT REDIRECT", home, {"Location": location}
        else:
            status, words, more = "404 NOT FOUND", f"This site begins at {home}", {}
        return answer(environ, start_response, status, words, self._headers | more)


def answer(
    environ: "WSGIEnvironment",
    start_response: "StartResponse",
    status: str,
    words: str,
    headers: Mapping[str, str],
) -> Iterable[bytes]:
    """Answer with a line of text where there is no page."""
    body = f"{words}\n".encode()
    own = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
    own |= {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    environ[ENDPOINT] = ""
    start_response(status, [*own.items(), *headers.items()])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
