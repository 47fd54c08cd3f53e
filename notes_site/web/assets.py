"""Addresses of static files that change with their bytes, so that browsers keep them for ever."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask

SHARE_PICTURE = "og.png"
"""What other sites show beside a link to this one."""


def init_app(app: Flask) -> None:
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            file = folder / str(values["filename"])
            if file.is_file():
                values["v"] = _version(file, file.stat().st_mtime_ns)


def is_current(app: Flask, filename: str, version: str) -> bool:
    """Tell whether a static file is still what an address with this version means."""
    file = Path(app.static_folder or "") / filename
    return file.is_file() and _version(file, file.stat().st_mtime_ns) == version


@lru_cache(maxsize=256)
def _version(file: Path, _modified: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
