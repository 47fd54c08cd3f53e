"""Refuses, before anything else looks at it, what no form of this site sends."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from notes_site.web.context import site

MOST_FIELDS = 500
FORM = "application/x-www-form-urlencoded"
FORM_WITH_FILE = "multipart/form-data"
UPLOAD = "/account/data/import"
"""The one address that takes a file."""
MOST_FILE_BYTES = 8 * 1024 * 1024
MOST_UPLOAD_BYTES = MOST_FILE_BYTES + 64 * 1024
"""The file with what the form around it takes."""
NUL = (b"\0", b"%00")
API = "/api/v1/"
"""What programs ask: its own package looks at what they send."""


class NulError(BadRequest):
    """A field holds the character that no text has, and that PostgreSQL can't keep."""


def init_app(app: Flask) -> None:
    app.before_request(refuse_strange_forms)


def refuse_strange_forms() -> None:
    """Take only plain forms of a sensible size, and a file where readers bring their own."""
    if request.method in {"GET", "HEAD", "OPTIONS"} or asks_api():
        return
    if request.path == UPLOAD and request.mimetype == FORM_WITH_FILE:
        _make_room()
    elif request.mimetype not in {"", FORM}:
        abort(415)
    else:
        _refuse_odd_fields(request.get_data())
    try:
        urlsplit(request.referrer or "").port  # noqa: B018 - reading it checks it
    except ValueError:
        abort(400)


def asks_api() -> bool:
    return request.path.startswith(API) and site().settings.api


def _refuse_odd_fields(sent: bytes) -> None:
    if sent.count(b"&") >= MOST_FIELDS:
        abort(413)
    if any(one in sent for one in NUL):
        raise NulError


def _make_room() -> None:
    """Let a reader send more than forms hold; nobody else, before anything of it is read."""
    if not current_user.is_authenticated:
        abort(401)
    request.max_content_length = MOST_UPLOAD_BYTES
    request.max_form_parts = 8
