"""How the API's resources are declared: strict about what they take, a page at a time in lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

import flask_smorest
from flask import request
from marshmallow import RAISE, Schema, fields, validate
from webargs.flaskparser import FlaskParser

MOST_A_PAGE, USUAL_PAGE = 100, 20
LONGEST_ID = 200


class ApiParser(FlaskParser):
    """Refuses what an address asks for and nobody knows, as schemas do in a body."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": None, "query": RAISE}  # noqa: RUF012 - as it is there


class ApiBlueprint(flask_smorest.Blueprint):
    """Resources of one kind, below `/api/v1`."""

    ARGUMENTS_PARSER = ApiParser()


def new_blueprint(name: str, description: str) -> ApiBlueprint:
    return ApiBlueprint(f"api_{name}", __name__, description=description)


class PageArgs(Schema):
    """Which part of a list: how many, and after which one."""

    limit = fields.Integer(
        load_default=USUAL_PAGE, strict=False, validate=validate.Range(1, MOST_A_PAGE)
    )
    after = fields.String(load_default=None, validate=validate.Length(1, LONGEST_ID))


_One = TypeVar("_One")


def page_of(
    everything: Sequence[_One], name_of: Callable[[_One], str], args: Mapping[str, Any]
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Return a part of a list as it is sent, with links; each member has a name to go on from.

    After a name that is not in the list there is nothing.
    """
    limit, after = args["limit"], args["after"]
    start = 0
    if after is not None:
        places = (at for at, one in enumerate(everything, 1) if name_of(one) == after)
        start = next(places, len(everything))
    part = everything[start : start + limit]
    has_more = start + limit < len(everything)
    return linked(part, name_of(part[-1]) if has_more else None)


def linked(part: Sequence[Any], last: str | None) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Return members with the address of those that follow, where some do."""
    links = [f'<{_this_list()}>; rel="first"']
    following = _this_list(after=last) if last is not None else None
    if following:
        links.append(f'<{following}>; rel="next"')
    return {"items": part, "next": following}, 200, {"Link": ", ".join(links)}


def _this_list(**more: str) -> str:
    asked = [pair for pair in request.args.items(multi=True) if pair[0] != "after"]
    query = urlencode([*asked, *more.items()])
    return f"{request.script_root}{request.path}{'?' if query else ''}{query}"
