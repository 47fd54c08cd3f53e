"""What every request to the API goes through: its cookies, its body, and what may be kept of it."""

import json
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, g, jsonify, request
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.http import generate_etag

from notes_site.store.people.uses import AN_HOUR, WINDOW, find_left
from notes_site.web.context import get_reader, now
from notes_site.web.door.guard import API, NulError, asks_api
from notes_site.web.machines.api.problems import DETAILS, Mistake, problem

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DEEPEST = 8
"""How many lists and objects may stand in each other in what is sent."""
LONGEST_QUERY = 4_096
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of what was read: it is changed only if it is still so.",
    "schema": {"type": "string"},
}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class WithoutCookies:
    """The WSGI layer that takes cookies off what programs ask, before anything looks at them."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(API):
            environ.pop("HTTP_COOKIE", None)
        return self._app(environ, start_response)


def init_app(app: Flask) -> None:
    app.before_request(look_at)
    app.after_request(finish)
    app.wsgi_app = WithoutCookies(app.wsgi_app)  # type: ignore[method-assign]


def look_at() -> None:
    """Refuse what no text can hold, and what is no JSON of a sensible shape."""
    if not asks_api():
        return
    if len(request.query_string) > LONGEST_QUERY:
        abort(414)
    if "\0" in request.path or any("\0" in one for pair in _queried() for one in pair):
        raise NulError
    if request.method in SAFE:
        return
    sent = request.get_data()
    if sent:
        if request.mimetype != "application/json":
            abort(415)
        _look_into(_read(sent))


def _queried() -> Iterable[tuple[str, str]]:
    return request.args.items(multi=True)


def _read(sent: bytes) -> Any:
    try:
        return json.loads(sent, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        abort(problem(400, detail="The body is no JSON."))


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _look_into(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        abort(problem(422, detail=f"More than {DEEPEST} lists and objects stand in each other."))
    match value:
        case str():
            _look_at_text(value)
        case dict():
            for name, inner in value.items():
                _look_at_text(name)
                _look_into(inner, depth + 1)
        case list():
            for inner in value:
                _look_into(inner, depth + 1)


def _look_at_text(text: str) -> None:
    if "\0" in text:
        raise NulError
    if any("\ud800" <= character <= "\udfff" for character in text):
        abort(problem(422, detail="A text holds half a character (a lone surrogate)."))


def refuse(pointer: str, detail: str, status: int = 422) -> Any:
    """End the request by saying what is wrong with one field of its body."""
    abort(problem(status, errors=[Mistake(pointer=f"#/{pointer}", detail=detail)]))


def finish(response: Response) -> Response:
    """Say what may be kept, and answer "not changed" to who has it; a token's answer is its own."""
    if not asks_api():
        return response
    response.vary.add("Authorization")
    response.headers["X-Robots-Tag"] = "noindex"  # the pages say the same, in words for people
    if limit := g.get("api_limit"):
        _tell_limit(response, limit)
    if "Cache-Control" in response.headers:
        return response
    if request.method not in {"GET", "HEAD"} or response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.cache_control.no_cache = True
    if "Authorization" in request.headers:
        response.cache_control.private = True
    response.add_etag(weak=True)  # one for what is said, plain or compressed
    response.make_conditional(request)
    return response


def matched(view: Callable[..., Any]) -> Callable[..., Any]:
    """Say in the document that a change may come with the If-Match of `insist_on_match`."""
    described: Callable[..., Any] = Blueprint.doc(
        parameters=[IF_MATCH], responses={"412": {"description": DETAILS[412]}}
    )(view)
    return described


def insist_on_match(schema: Schema, current: Any) -> None:
    """Refuse a change of what is no longer as its If-Match says; without one it is made."""
    if "If-Match" not in request.headers:
        return
    body = jsonify(schema.dump(current)).get_data()
    if not request.if_match.contains_weak(generate_etag(body)):
        abort(problem(412))


def counted(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Tell in headers how many of these are left of this hour; the store counts and refuses."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            g.api_limit = what
            return view(*args, **kwargs)

        refused = {"description": f"More than {AN_HOUR[what]} within an hour"}
        described: Callable[..., Any] = Blueprint.doc(responses={"429": refused})(wrapper)
        return described

    return decorate


def _tell_limit(response: Response, what: str) -> None:
    """Write the fields of draft-ietf-httpapi-ratelimit-headers."""
    if response.status_code >= 500:
        return
    left, seconds = find_left(get_reader().id, what, now())
    hour = int(WINDOW.total_seconds())
    response.headers["RateLimit-Policy"] = f'"{what}";q={AN_HOUR[what]};w={hour}'
    response.headers["RateLimit"] = f'"{what}";r={left};t={seconds}'
