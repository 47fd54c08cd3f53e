"""What may stand in an address, and where a reader may be sent."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from werkzeug import Response
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, RequestRedirect

from notes_site.web.context import courses, is_front


class IdConverter(IntegerConverter):
    """A number that the database can hold; a longer one is no address of ours."""

    regex = r"[0-9]{1,9}"


def read_id(text: str) -> int:
    """Return the number of a row that a form names; ValueError where none can have it."""
    if re.fullmatch(IdConverter.regex, text) is None:
        raise ValueError(text)
    return int(text)


def find_page(target: str | None) -> tuple[str, Mapping[str, Any]] | None:
    """Return the endpoint that answers to a path of ours, with its arguments; else None."""
    if not target or not _is_path(target):
        return None
    parts, root = urlsplit(target), request.script_root
    adapter = current_app.create_url_adapter(request)
    if parts.scheme or parts.netloc or adapter is None or not parts.path.startswith(f"{root}/"):
        return None
    path = parts.path.removeprefix(root)
    slug, slash, rest = path.removeprefix("/").partition("/")
    if is_front() and slash and slug in courses():
        path = f"/{rest}"
    try:
        return adapter.match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return None


def _is_path(target: str) -> bool:
    """Tell whether every browser reads this as a path, and none as the name of a host."""
    is_plain = not any(ord(character) < 33 or ord(character) == 127 for character in target)
    return target.startswith("/") and target[1:2] != "/" and "\\" not in target and is_plain


def this_page() -> str:
    """Return the path of the page that is asked for, as a form carries it."""
    return f"{request.script_root}{request.path}"


def this_address() -> str:
    """Return the same with what stands behind the question mark."""
    return f"{request.script_root}{request.full_path}".rstrip("?")


def own_path(target: str | None) -> str | None:
    """Return the target where it is a path that a page of ours answers to, else None."""
    return target if find_page(target) else None


def go_to(target: str | None, otherwise: str, anchor: str = "") -> Response:
    """Send the reader to a page of ours, or to this endpoint where the target is none.

    The anchor names the place on the target's page.
    """
    page = own_path(target)
    if page is None:
        return redirect(url_for(otherwise), 303)
    return redirect(f"{page}#{anchor}" if anchor else page, 303)
