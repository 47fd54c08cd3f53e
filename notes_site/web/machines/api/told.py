"""The document as its page tells it to people: what can be asked, what is taken and refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notes_site.web.machines.api.access import REFUSALS
from notes_site.web.machines.api.problems import DETAILS
from notes_site.words import _

Drawn = dict[str, Any]
REF = "#/components/schemas/"
EVERYWHERE = (405, 414, 500, 503)
"""What any request may be answered with, so that no operation has to say it."""
BOUNDS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", "characters"),
    ("minItems", "maxItems", "entries"),
)
"""The words of JSON Schema for the least and the most, and of what."""
LARGEST = 2**31
"""A most from here on is that of the database's numbers, and tells nobody anything."""


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field or a parameter as the page shows it: what it holds in words, or a schema's name."""

    name: str
    holds: str
    schema: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class OperationTold:
    """One thing that can be asked, as the page shows it; `refuses` has words beyond the usual."""

    method: str
    path: str
    summary: str
    scopes: Sequence[str]
    parameters: Sequence[FieldTold]
    takes: str
    gives: Sequence[tuple[str, str]]
    refuses: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SchemaTold:
    """What is sent or given under one name."""

    name: str
    description: str
    fields: Sequence[FieldTold]


def operations_of(drawn: Drawn) -> Iterator[tuple[str, str, Drawn]]:
    for path, operations in drawn["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                yield path, method, operation


def tell_document(drawn: Drawn) -> Mapping[str, Any]:
    """Return what the page shows."""
    return {
        "groups": [
            (tag["description"].rstrip("."), [*_operations(drawn, tag["name"])])
            for tag in drawn["tags"]
        ],
        "schemas": [*_schemas(drawn)],
        "base": drawn["servers"][0]["url"],
        "refusals": {str(status): words.replace("`", "") for status, words in DETAILS.items()},
        "everywhere": [*map(str, EVERYWHERE)],
    }


def _operations(drawn: Drawn, tag: str) -> Iterator[OperationTold]:
    for path, method, one in operations_of(drawn):
        if tag in one["tags"]:
            ways = (way for found in one.get("security", ()) for way in found.values())
            own = [*drawn["paths"][path].get("parameters", ()), *one.get("parameters", ())]
            answers = sorted(one["responses"].items())
            yield OperationTold(
                method.upper(),
                path,
                one.get("summary", ""),
                [scope for found in ways for scope in found],
                [_tell_parameter(parameter) for parameter in own],
                _name_in(one.get("requestBody", {})),
                [(code, _name_in(told)) for code, told in answers if code[0] == "2"],
                [(code, _own_words(code, told)) for code, told in answers if code[0] == "4"],
            )


def _own_words(code: str, response: Drawn) -> str:
    """Return what a refusal says beyond what its status says everywhere; "" where nothing."""
    words: str = response.get("description", "")
    return "" if words in {"", DETAILS[int(code)], REFUSALS.get(code)} else words.rstrip(".")


def _name_in(told: Drawn) -> str:
    """Return the schema of a body; "" where there is none."""
    content = told.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).removeprefix(REF)


def _tell_parameter(parameter: Drawn) -> FieldTold:
    schema = parameter["schema"]
    holds, name = _type_of(schema)
    where = {"path": "in the address", "query": "behind the ?", "header": "a header"}
    has_choice = parameter["in"] != "path"
    needed = (_("Required") if parameter.get("required") else _("May be left out")) * has_choice
    described = parameter.get("description", "") or schema.get("description", "")
    note = _note(described, needed, *_limits(schema))
    return FieldTold(parameter["name"], f"{holds}, {where[parameter['in']]}", name, note)


def _schemas(drawn: Drawn) -> Iterator[SchemaTold]:
    for name, schema in sorted(drawn["components"]["schemas"].items()):
        required = schema.get("required", ())
        fields = [
            FieldTold(
                field,
                *_type_of(told),
                note=_note(
                    told.get("description", ""),
                    "" if field in required else _("May be left out"),
                    *_limits(told),
                ),
            )
            for field, told in schema.get("properties", {}).items()
        ]
        yield SchemaTold(name, schema.get("description", ""), fields)


def _note(described: str, *limits: str) -> str:
    """Return sentences without the last one's full stop."""
    limited = ", ".join(filter(None, limits))
    said = (limited[:1].upper() + limited[1:], described.rstrip("."))
    return ". ".join(filter(None, said))


def _limits(schema: Drawn) -> Iterator[str]:
    """Say how much a value may be or hold, those in a list, and what it is where none is sent."""
    is_named = schema.get("type") == "object"
    for least, most, unit in BOUNDS:
        if most in schema and schema[most] < LARGEST:
            low, high = schema.get(least, 0), f"{schema[most]:,}"
            amount = f"{low} to {high}" if low or not unit else _("at most %(most)s", most=high)
            yield f"{amount} {'entries' if is_named else unit}".rstrip()
    for within in ("items", "additionalProperties"):
        for told in _limits(schema[within]) if isinstance(schema.get(within), dict) else ():
            yield _("each %(told)s", told=told)
    if (usual := schema.get("default")) not in {None, "", LARGEST - 1}:
        yield _("%(usual)s where nothing is sent", usual=usual)


def _type_of(schema: Drawn) -> tuple[str, str]:
    """Say in words what a field holds, and the schema to look at, if any."""
    if "$ref" in schema:
        return "", schema["$ref"].removeprefix(REF)
    if "enum" in schema:
        values = (str(one) for one in schema["enum"] if one is not None)
        return " or ".join(one or "nothing" for one in values), ""
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
    words = " or ".join(words for words, _name in found if words)
    return words and f"{words}, or", next((name for _words, name in found if name), "")
