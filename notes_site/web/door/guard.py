"""Refuses, before anything else looks at it, what no form of this site sends."""

from urllib.parse import urlsplit

from flask import Flask, abort, request
from werkzeug.exceptions import BadRequest

MOST_FIELDS = 500
FORM = "application/x-www-form-urlencoded"
NUL = (b"\0", b"%00")


class NulError(BadRequest):
    """A field holds the character that no text has, and that PostgreSQL can't keep."""


def init_app(app: Flask) -> None:
    app.before_request(refuse_strange_forms)


def refuse_strange_forms() -> None:
    """Take only plain forms of a sensible size: there is nothing to upload here."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    if request.mimetype not in {"", FORM}:
        abort(415)
    sent = request.get_data()
    if sent.count(b"&") >= MOST_FIELDS:
        abort(413)
    if any(one in sent for one in NUL):
        raise NulError
    try:
        urlsplit(request.referrer or "").port  # noqa: B018 - reading it checks it
    except ValueError:
        abort(400)
