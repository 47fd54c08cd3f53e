"""Watches requests from outside of all layers, only where the host wants to see them."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from notes_site.config import Settings
from notes_site.web.context import COURSE
from notes_site.web.door import errors
from notes_site.web.seeing.request_ids import ENDPOINT, name_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

logger = logging.getLogger(__name__)

KEPT, UNKNOWN = "kept page", "no page"
"""Stand for an endpoint where the page was kept, or the address is nobody's."""
METHODS = frozenset({"GET", "HEAD", "POST"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that was answered; what of it is a name comes from a bounded set.

    `failure` is what stood in the way of reading or writing, "" where nothing did. `course` is one
    of several, "" at their root and of the only one.
    """

    method: str
    endpoint: str
    status: int
    seconds: float
    path: str
    request_id: str
    failure: str
    course: str = ""


class Observed:
    """The WSGI layer that tells of each request when it has been answered."""

    def __init__(
        self, app: "WSGIApplication", settings: Settings, tell: Sequence[Callable[[Seen], None]]
    ) -> None:
        self._app = app
        self._settings = settings
        self._tell = tell

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        began, head = perf_counter(), ["500"]

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            head[:] = [status]
            return (
                start_response(status, headers, error) if error else start_response(status, headers)
            )

        try:
            return self._app(environ, start)
        finally:
            self._say(environ, int(head[0][:3]), perf_counter() - began)

    def _say(self, environ: "WSGIEnvironment", status: int, seconds: float) -> None:
        method = environ["REQUEST_METHOD"]
        seen = Seen(
            method if method in METHODS else "other",
            find_endpoint(environ),
            status,
            seconds,
            environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""),
            name_request(environ, self._settings),
            environ.get(errors.FAILURE, ""),
            environ.get(COURSE, ""),
        )
        for tell in self._tell:
            tell(seen)


def find_endpoint(environ: "WSGIEnvironment") -> str:
    """Return which page was asked for, never its address: a name of the URL map, or one of two."""
    endpoint: str = environ.get(ENDPOINT, KEPT)
    return endpoint or UNKNOWN


def log_request(seen: Seen) -> None:
    """Write down a request without what stands behind the question mark: links have secrets there.

    Neither is its sender's address written, nor who they are.
    """
    milliseconds = round(seen.seconds * 1000, 1)
    facts: dict[str, object] = {"method": seen.method, "path": seen.path, "endpoint": seen.endpoint}
    facts |= {"status": seen.status, "milliseconds": milliseconds}
    logger.info(
        '"%s %s" %d %s %s ms',
        *(seen.method, seen.path, seen.status, seen.endpoint, milliseconds),
        extra={"request_id": seen.request_id, "facts": facts},
    )
