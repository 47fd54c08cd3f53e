"""Folders of the content, each sent as one file with an address that is of its content."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from flask import Blueprint, abort, redirect, send_file, url_for
from flask.typing import ResponseReturnValue

from notes_site.study.content.folders import hash_files, pack, read_folder
from notes_site.study.text.blocks import Download
from notes_site.web.assets import ONE_YEAR
from notes_site.web.context import site, topic_or_404

blueprint = Blueprint("downloads", __name__)


class _EditedError(Exception):
    """The folder has changed since the site read its content: what is there was never checked."""


@blueprint.get("/topics/<topic_slug>/folders/<digest>/<folder>.zip")
def send(topic_slug: str, digest: str, folder: str) -> ResponseReturnValue:
    """Send a folder that a topic offers; what was edited since leads on to what is there now."""
    topic = topic_or_404(topic_slug)
    offered = (one for one in topic.blocks() if isinstance(one, Download))
    found = next((one for one in offered if one.folder == folder), None) or abort(404)
    if digest != found.digest:
        now = url_for(".send", topic_slug=topic_slug, digest=found.digest, folder=folder)
        return redirect(now, 302)
    path = site().shelf.folder / topic.path.partition("/")[0] / folder
    try:
        packed = BytesIO(_pack(path, digest))
    except _EditedError:
        abort(404)
    response = send_file(
        packed,
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"{folder}.zip",
        max_age=ONE_YEAR,
        etag=digest,
    )
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


@lru_cache(maxsize=16)
def _pack(folder: Path, digest: str) -> bytes:
    """Return a folder as one file."""
    files = read_folder(folder)
    if files is None or hash_files(files) != digest:
        raise _EditedError
    return pack(folder.name, files)
