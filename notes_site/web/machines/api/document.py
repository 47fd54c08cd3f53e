"""The document of the API: OpenAPI 3.1 for programs, and the same as a page for people."""

from collections.abc import Sequence

import flask_smorest
from flask import Blueprint, Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.config import Settings
from notes_site.web.context import courses, site_title
from notes_site.web.door.guard import API
from notes_site.web.machines.api.access import describe
from notes_site.web.machines.api.problems import DETAILS, MIME_TYPE
from notes_site.web.machines.api.schemas import ProblemSchema
from notes_site.web.machines.api.told import Drawn, operations_of, tell_document

blueprint = Blueprint("api_document", __name__)

EXTENSION = "notes_site_api"
BASE = API.rstrip("/")
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


class QuietApi(flask_smorest.Api):
    """Describes resources, and leaves all else to this site: its own handler tells errors."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave them: flask-smorest's would answer the whole site's people, too."""


class Document:
    """Drawn when it is first asked for: most starts are for readers of pages."""

    def __init__(
        self, app: Flask, prefix: str, blueprints: Sequence[flask_smorest.Blueprint]
    ) -> None:
        self._app, self._prefix, self._blueprints = app, prefix, blueprints
        self._drawn: Drawn | None = None

    def read(self) -> Drawn:
        """Return it as it is for the course that is asked for."""
        if self._drawn is None:
            self._drawn = self._draw()
        if not courses():
            return self._drawn
        own = {"servers": [{"url": request.script_root + BASE}]}
        return self._drawn | own | {"info": self._drawn["info"] | {"title": site_title()}}

    def _draw(self) -> Drawn:
        how = {"title": site_title(), "version": "1", "openapi_version": "3.1.0"}
        api = QuietApi(self._app, spec_kwargs=how | {"servers": [{"url": self._prefix + BASE}]})
        describe(api)
        for one in self._blueprints:
            one.register_views_in_doc(api, self._app, api.spec, name=one.name, parameters=None)
            api.spec.tag({"name": one.name, "description": one.description})
        return _finish(api.spec.to_dict())


def _finish(drawn: Drawn) -> Drawn:
    """Say what every operation has in common, and addresses without what all begin with."""
    for response in drawn["components"].get("responses", {}).values():
        if "content" in response:
            response["content"] = {MIME_TYPE: PROBLEM}
    drawn["components"]["schemas"].pop("PaginationMetadata", None)  # flask-smorest's way, not ours
    drawn["paths"] = {
        path.removeprefix(BASE): operations for path, operations in drawn["paths"].items()
    }
    for path, method, operation in operations_of(drawn):
        name = "-".join(part.strip("{}") for part in path.split("/") if part)
        operation["operationId"] = f"{method}-{name}"
        _add_refusals(path, method, operation)
        for code, response in operation["responses"].items():
            if code[0] in "45" and "$ref" not in response:
                response["content"] = {MIME_TYPE: PROBLEM}
        if method == "get":
            operation["responses"]["304"] = {"description": "Not changed since your ETag"}
    return drawn


def _add_refusals(path: str, method: str, operation: Drawn) -> None:
    """Say what is refused of any such request; the rest is said where it is refused."""
    usual = (404, 422) if "{" in path else ()
    if method != "get":
        usual = (*usual, 400, 413, 415, 422)
    for status in usual:
        operation["responses"].setdefault(str(status), {"description": DETAILS[status]})


def init_app(app: Flask, settings: Settings, blueprints: Sequence[flask_smorest.Blueprint]) -> None:
    app.extensions[EXTENSION] = Document(app, settings.prefix, blueprints)
    app.register_blueprint(blueprint)


def read_document() -> Drawn:
    found: Document = current_app.extensions[EXTENSION]
    return found.read()


@blueprint.get(f"{API}openapi.json")
def show() -> Response:
    """Give the document to programs."""
    return jsonify(read_document())


@blueprint.get("/api")
def read() -> ResponseReturnValue:
    """Show the document to people."""
    drawn = read_document()
    return render_template("document/show.html", **tell_document(drawn))
