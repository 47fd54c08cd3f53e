"""Pictures of the content, sent from the disk: each under an address that is of its bytes."""

from typing import cast

from flask import Blueprint, Flask, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from notes_site.study.content.pictures.kept import KeptPictures
from notes_site.web.assets import ONE_YEAR

PICTURES = "notes_site_pictures"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For who opens the address of a drawing: it runs nothing, loads nothing, and has no origin."""
TYPES = {".webp": "image/webp", ".svg": "image/svg+xml"}

blueprint = Blueprint("pictures", __name__)


def init_app(app: Flask, kept: KeptPictures) -> None:
    app.extensions[PICTURES] = kept


@blueprint.get("/pictures/<name>")
def show(name: str) -> ResponseReturnValue:
    """Send a file that never changes, without reading it into memory."""
    kept = cast("KeptPictures", current_app.extensions[PICTURES])
    file = kept.find(name) or abort(404)
    response = send_file(file, mimetype=TYPES[file.suffix], max_age=ONE_YEAR, etag=name)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = POLICY
    return response
