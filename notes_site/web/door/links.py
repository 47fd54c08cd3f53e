"""Where a reader may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The page that an address leads to."""

    endpoint: str
    values: Mapping[str, Any]


def own_path(target: str | None) -> str | None:
    """Return the target where it is a path that a page of ours answers to, else None."""
    return target if find_page(target) else None


def find_page(target: str | None) -> OwnPage | None:
    """Return which page of ours answers to a path; None where the target is anything else."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(character) < 33 or ord(character) == 127 for character in target):
        return None
    parts = urlsplit(target)
    adapter = current_app.create_url_adapter(request)
    if parts.scheme or parts.netloc or adapter is None:
        return None
    try:
        return OwnPage(*adapter.match(parts.path, method="GET"))
    except (HTTPException, RequestRedirect):
        return None


def go_to(target: str | None, otherwise: str) -> Response:
    """Send the reader to a page of ours, or to this endpoint where the target is none."""
    return redirect(own_path(target) or url_for(otherwise), 303)
