"""For the machines that watch this one."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from notes_site.store.schema import find_revision

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 while the database can be read."""
    find_revision()
    return {"status": "ok"}, 200, {"Cache-Control": "no-store"}
