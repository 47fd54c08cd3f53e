"""The id of a request: the proxy's where one passes it on, else drawn; logs and answers have it."""

import re
import secrets
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, has_request_context, request

from notes_site.config import Settings
from notes_site.web.door import kept_pages
from notes_site.web.proxies import is_from_proxy

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HEADER = "X-Request-ID"
FORM = re.compile(r"[0-9A-Za-z-]{16,64}", re.ASCII)
"""nginx's `$request_id` is 32 hexadecimal digits, others send a UUID."""
PLACE = "notes_site.request_id"
ENDPOINT = "notes_site.endpoint"
"""Where a request that Flask heard of says which page it asked for; "" for an unknown address."""


def init_app(app: Flask, settings: Settings) -> None:
    """Give ids to requests; a page that is kept for all has none, since it answers many."""

    def find_id() -> str:
        return name_request(request.environ, settings)

    @app.after_request
    def add_header(response: Response) -> Response:
        request.environ[ENDPOINT] = request.endpoint or ""
        if kept_pages.MARK not in request.environ:
            response.headers[HEADER] = find_id()
        return response

    @app.before_request
    def name_this() -> None:
        find_id()

    app.jinja_env.globals["request_id"] = find_id


def name_request(environ: "WSGIEnvironment", settings: Settings) -> str:
    """Return the request's id, one for as long as it lasts."""
    if PLACE not in environ:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        is_taken = FORM.fullmatch(given) and is_from_proxy(environ, settings)
        environ[PLACE] = given if is_taken else secrets.token_hex(16)
    return cast("str", environ[PLACE])


def this_request() -> str:
    """Return the id of the request under way; "" where none is, or none was looked at yet."""
    return request.environ.get(PLACE, "") if has_request_context() else ""
