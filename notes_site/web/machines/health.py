"""For the machines that watch this one."""

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from notes_site.config import CODE_HEADER, name_code
from notes_site.store.database import FAILURES, explain
from notes_site.store.schema import find_revision
from notes_site.web.context import all_sites

blueprint = Blueprint("health", __name__)
NEVER_KEPT = {"Cache-Control": "no-store"}


@blueprint.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 while this process answers at all: restarting it would mend nothing else."""
    return {"status": "ok"}, 200, NEVER_KEPT


@blueprint.get("/readyz")
def show_ready() -> ResponseReturnValue:
    """Answer 200 while pages can be shown: the content is loaded and the database can be read.

    Whether there is room to write doesn't count, since reading goes on without; `doctor` says it.
    """
    shelves = [one.shelf for one in all_sites().values()]
    content = {
        "topics": sum(len(shelf.library.topics) for shelf in shelves),
        "is_copy": any(shelf.kept_at is not None for shelf in shelves),
    }
    try:
        find_revision()
    except FAILURES as failure:
        current_app.logger.error("not ready: %s", explain(failure))
        return {"status": "the database can't be read"} | content, 503, NEVER_KEPT
    return {"status": "ready"} | content, 200, NEVER_KEPT


@blueprint.after_request
def name_code_that_answers(response: Response) -> Response:
    """Let `upgrade` see which version is ready."""
    response.headers[CODE_HEADER] = name_code()
    return response
