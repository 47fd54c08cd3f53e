"""What went wrong, told to programs as RFC 9457 says it; pages keep their own words for people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypedDict

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from notes_site.store.database import FAILURES
from notes_site.store.people.uses import AN_HOUR, WINDOW, TooOftenError
from notes_site.web.door import errors
from notes_site.web.door.guard import API, NulError
from notes_site.web.door.throttle import RETRY_AFTER_SECONDS

MIME_TYPE = "application/problem+json"
MOST_MISTAKES = 20
"""Of what is wrong, so many are told: a small body can hold thousands."""
DETAILS = {
    400: "The request could not be understood.",
    401: "This belongs to a reader: send a token.",
    403: "This token may not do that.",
    404: "There is nothing at this address, or it is somebody else's.",
    405: "This address takes other methods; Allow names them.",
    409: "It can't be done as things stand now; `detail` says why.",
    412: "It has changed since you read it. Read it again, then change it.",
    413: "What you sent is larger than this site takes.",
    414: "The address is longer than this site takes.",
    415: "Send JSON, as application/json.",
    422: "Something in what you sent can't be used; `errors` says what.",
    429: "Too many tries. Wait as long as Retry-After says.",
    500: "It is this site's fault.",
    503: "The site can't save or read that right now. Try again in a moment.",
}


class Mistake(TypedDict):
    """What is wrong with one field: where it stands, as a JSON pointer or a parameter's name."""

    pointer: str
    detail: str


def problem(
    status: int, title: str = "", detail: str = "", errors: Sequence[Mistake] = ()
) -> Response:
    """Return an answer that says what went wrong; `abort` takes it, too.

    Without a title it is that of the status, without a detail what this API says of it.
    """
    told: dict[str, Any] = {"type": "about:blank", "title": title or _title(status)}
    told |= {"status": status, "detail": detail or DETAILS.get(status, "")}
    if errors:
        told["errors"] = list(errors)
    answer = jsonify(told)
    answer.status_code, answer.mimetype = status, MIME_TYPE
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _title(status: int) -> str:
    name = Response(status=status).status.partition(" ")[2]
    return name.title() if name.isupper() else name


def init_app(app: Flask) -> None:
    """Choose by path, for every error of the site: a page for people, a problem for programs."""
    for kind, show in errors.HANDLERS.items():
        app.register_error_handler(kind, _by_path(show))


def _by_path(show: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], ResponseReturnValue]:
    def choose(error: Exception) -> ResponseReturnValue:
        return _tell(error) if request.path.startswith(API) else show(error)

    return choose


def _tell(error: Exception) -> ResponseReturnValue:
    if isinstance(error, TooOftenError):
        most = AN_HOUR[error.what]
        answer = problem(429, detail=f"More than {most} of these within an hour. Wait a while.")
        answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
        return answer
    if isinstance(error, FAILURES):
        errors.note_failure(error)
        return problem(503)
    if isinstance(error, NulError):
        return problem(422, detail="What you sent holds the character NUL, which can't be kept.")
    assert isinstance(error, HTTPException)  # noqa: S101 - whatever else becomes a 500 before
    return _tell_status(error)


def _tell_status(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.get_response()
    status = error.code or 500
    told: Mapping[str, Any] = getattr(error, "data", None) or {}
    mistakes = islice(_mistakes(told.get("messages", {})), MOST_MISTAKES)
    answer = problem(status, errors=[*mistakes])
    for name, value in error.get_headers():
        if name in {"Allow", "WWW-Authenticate", "Retry-After"}:
            answer.headers[name] = value
    if status == 429:
        answer.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    return answer


def _mistakes(messages: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield what a schema said, field by field; of a body by pointer, else by parameter."""
    for location, found in messages.items():
        is_body = location == "json"
        for path, words in _walk(found, ()):
            pointer = "#" + "".join(f"/{_escaped(one)}" for one in path)
            yield {"pointer": pointer if is_body else "/".join(path), "detail": words}


def _walk(found: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(found, Mapping):
        for name, inner in found.items():
            own = () if name == "_schema" else (str(name),)
            yield from _walk(inner, (*path, *own))
    else:
        for words in found if isinstance(found, list) else [found]:
            yield path, str(words)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
