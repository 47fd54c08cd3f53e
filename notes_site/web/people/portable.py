"""A reader's own data: taking it along as files."""

import zlib
from collections.abc import Iterable, Iterator
from functools import cache

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.people.portable import read_schema
from notes_site.store.people.portable.export import write_file
from notes_site.web.context import get_reader, now, site_title, today

blueprint = Blueprint("portable", __name__)


@blueprint.get("/account/data")
@login_required
def show() -> ResponseReturnValue:
    return render_template("portable/show.html")


@blueprint.get("/account/data/everything.json")
@login_required
def everything() -> ResponseReturnValue:
    text = write_file(get_reader().id, site_title(), now())
    return _file(_encoded(text), "application/json", "json")


@blueprint.get("/account/data/everything.json.gz")
@login_required
def everything_packed() -> ResponseReturnValue:
    text = write_file(get_reader().id, site_title(), now())
    return _file(_packed(_encoded(text)), "application/gzip", "json.gz")


@blueprint.get("/reader-data.schema.json")
def schema() -> ResponseReturnValue:
    """Say to everybody what stands in such a file."""
    return _schema(), {"Content-Type": "application/schema+json"}


@cache
def _schema() -> str:
    return read_schema()


def _file(body: Iterator[bytes], mimetype: str, ending: str) -> Response:
    """Send what is written while it is sent, to be kept under a name that says whose it is."""
    reader = get_reader()
    name = f"notes-{reader.username}-{today(reader).isoformat()}.{ending}"
    response = Response(stream_with_context(body), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    for piece in pieces:
        if packed := packing.compress(piece):
            yield packed
    yield packing.flush()
