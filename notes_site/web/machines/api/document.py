"""The document of the API: OpenAPI 3.1 for programs, and the same as a page for people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import flask_smorest
from flask import Blueprint, Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.config import Settings
from notes_site.web.context import courses, site_title
from notes_site.web.door.guard import API
from notes_site.web.machines.api.access import describe
from notes_site.web.machines.api.problems import MIME_TYPE
from notes_site.web.machines.api.schemas import ProblemSchema

blueprint = Blueprint("api_document", __name__)

EXTENSION = "notes_site_api"
BASE = API.rstrip("/")
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
REF = "#/components/schemas/"
Drawn = dict[str, Any]


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
        for code, response in operation["responses"].items():
            if code[0] in "45" and "$ref" not in response:
                response["content"] = {MIME_TYPE: PROBLEM}
        if method == "get":
            operation["responses"]["304"] = {"description": "Not changed since your ETag"}
    return drawn


def operations_of(drawn: Drawn) -> Iterator[tuple[str, str, Drawn]]:
    for path, operations in drawn["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                yield path, method, operation


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


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field or a parameter as the page shows it: what it holds in words, or a schema's name."""

    name: str
    holds: str
    schema: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OperationTold:
    """One thing that can be asked, as the page shows it."""

    method: str
    path: str
    summary: str
    scopes: Sequence[str]
    parameters: Sequence[FieldTold]
    takes: str
    gives: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SchemaTold:
    """What is sent or given under one name."""

    name: str
    description: str
    fields: Sequence[FieldTold]


@blueprint.get("/api")
def read() -> ResponseReturnValue:
    """Show the document to people."""
    drawn = read_document()
    return render_template(
        "document/show.html",
        groups=[
            (tag["description"].rstrip("."), [*_operations(drawn, tag["name"])])
            for tag in drawn["tags"]
        ],
        schemas=[*_schemas(drawn)],
        base=drawn["servers"][0]["url"],
    )


def _operations(drawn: Drawn, tag: str) -> Iterator[OperationTold]:
    for path, method, one in operations_of(drawn):
        if tag in one["tags"]:
            ways = (way for found in one.get("security", ()) for way in found.values())
            own = [*drawn["paths"][path].get("parameters", ()), *one.get("parameters", ())]
            done = [(code, _name_in(told)) for code, told in one["responses"].items()]
            yield OperationTold(
                method.upper(),
                path,
                one.get("summary", ""),
                [scope for found in ways for scope in found],
                [_tell_parameter(parameter) for parameter in own],
                _name_in(one.get("requestBody", {})),
                [(code, name) for code, name in done if code.startswith("2")],
            )


def _name_in(told: Drawn) -> str:
    """Return the schema of a body; "" where there is none."""
    content = told.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).removeprefix(REF)


def _tell_parameter(parameter: Drawn) -> FieldTold:
    holds, schema = _type_of(parameter["schema"])
    where = {"path": "in the address", "query": "behind the ?", "header": "a header"}
    note = parameter.get("description", "") or parameter["schema"].get("description", "")
    return FieldTold(parameter["name"], f"{holds}, {where[parameter['in']]}", schema, note)


def _schemas(drawn: Drawn) -> Iterator[SchemaTold]:
    for name, schema in sorted(drawn["components"]["schemas"].items()):
        required = schema.get("required", ())
        fields = [
            FieldTold(
                field,
                *_type_of(told),
                note=told.get("description", "") if field in required else "May be left out",
            )
            for field, told in schema.get("properties", {}).items()
        ]
        yield SchemaTold(name, schema.get("description", ""), fields)


def _type_of(schema: Drawn) -> tuple[str, str]:
    """Say in words what a field holds, and the schema to look at, if any."""
    if "$ref" in schema:
        return "", schema["$ref"].removeprefix(REF)
    if "enum" in schema:
        return " or ".join(str(one) for one in schema["enum"] if one is not None), ""
    if ways := schema.get("anyOf", schema.get("allOf", ())):
        return _one_of(ways)
    if schema.get("type") == "array":
        words, name = _type_of(schema["items"])
        return f"list of {words}".strip(), name
    kinds: Any = schema.get("type", "object")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{words} ({schema['format']})" if "format" in schema else words, ""


def _one_of(ways: Sequence[Drawn]) -> tuple[str, str]:
    found = [*map(_type_of, ways)]
    words = " or ".join(words for words, _ in found if words)
    return words and f"{words}, or", next((name for _, name in found if name), "")
