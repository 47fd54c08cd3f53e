"""Static files: read once, and served from memory under an address that changes with their bytes.

The version stands in the path, so that a script finds its imports under the version that the page
named. A page and the hashes in it hold as long as the process does, whatever happens on the disk.
"""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, current_app, request

from notes_site.config import find_folder

ASSETS = "notes_site_assets"
SHARE_PICTURE = "og.png"
SHARE_SIZE = 1200, 630
"""What other sites show beside a link to this one."""
ONE_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files as they were read, by name; the version changes with any of them."""

    version: str
    files: Mapping[str, bytes]


def init_app(app: Flask) -> None:
    app.extensions[ASSETS] = read_assets(find_folder("static"))
    app.add_url_rule("/static/<version>/<path:filename>", "static", send)
    app.add_template_global(integrity)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", assets().version)


def read_assets(folder: Path) -> Assets:
    files = {file.name: _read(file) for file in sorted(folder.iterdir()) if file.is_file()}
    return Assets(_version(files), files)


def assets() -> Assets:
    """Return what was read at the start; where authors work (debug), what stands there now."""
    if current_app.debug:
        return read_assets(find_folder("static"))
    found: Assets = current_app.extensions[ASSETS]
    return found


def send(version: str, filename: str) -> Response:
    """Serve a file that never changes: other bytes would have another address."""
    found = assets()
    if version != found.version or filename not in found.files:
        abort(404)
    data = found.files[filename]
    response = Response(data, mimetype=mimetypes.guess_type(filename)[0])
    response.cache_control.public = True
    response.cache_control.immutable = True
    response.cache_control.max_age = ONE_YEAR
    if filename == SHARE_PICTURE:
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return response


def integrity(filename: str) -> str:
    """Return the hash that a browser compares a file's bytes with before it runs them."""
    return _integrity(assets().files[filename])


@lru_cache(maxsize=256)
def _integrity(data: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def _read(file: Path) -> bytes:
    """Read a file; of styles and scripts not the comments, nor a stylesheet's needless space."""
    data = file.read_bytes()
    if file.suffix == ".js":
        return re.sub(rb"(?m)^ *//.*\n", b"", data)
    if file.suffix == ".css":
        data = re.sub(rb"/\*.*?\*/", b"", data, flags=re.DOTALL)
        data = re.sub(rb"\s+", b" ", data)
        return re.sub(rb"(?<=[{};:,]) | (?=[{}])|;(?= ?})", b"", data)
    return data


def _version(files: Mapping[str, bytes]) -> str:
    found = hashlib.sha256()
    for name, data in files.items():
        found.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return found.hexdigest()[:12]
