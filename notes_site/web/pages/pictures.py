"""Pictures, sound and film of the content, sent from the disk.

Pictures have an address that is of their bytes; a recording is asked about again each time.
"""

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from notes_site.study.text.blocks import Recording
from notes_site.web.assets import ONE_YEAR
from notes_site.web.context import site, topic_or_404

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For who opens the address of a drawing: it runs nothing, loads nothing, and has no origin."""
TYPES = {".webp": "image/webp", ".svg": "image/svg+xml"}
TYPES |= {".png": "image/png", ".jpg": "image/jpeg"}
PLAYING = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
"""For who opens a recording, which the browser plays on a page of its own."""
RECORDED = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg"}
RECORDED |= {"wav": "audio/wav", "mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt"}

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/<name>")
def show(name: str) -> ResponseReturnValue:
    """Send a file that never changes, without reading it into memory."""
    file = site().drawn.find(name) or abort(404)
    response = send_file(file, mimetype=TYPES[file.suffix], max_age=ONE_YEAR, etag=name)
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/topics/<topic_slug>/files/<file>")
def play(topic_slug: str, file: str) -> ResponseReturnValue:
    """Send sound, film or captions that a topic names, also in parts."""
    topic = topic_or_404(topic_slug)
    named = (one.files for one in topic.blocks() if isinstance(one, Recording))
    path = site().shelf.folder / topic.path.partition("/")[0] / file
    if not any(file in files for files in named) or path.is_symlink() or not path.is_file():
        abort(404)
    response = send_file(path, mimetype=RECORDED[file.rpartition(".")[2]], conditional=True)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = PLAYING
    return response
