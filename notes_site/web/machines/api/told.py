"""The document as its page tells it to people: what can be asked, what is taken and refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notes_site.web.machines.api.access import REFUSALS
from notes_site.web.machines.api.problems import DETAILS
from notes_site.words import _, ngettext, show_choice, show_number

Drawn = dict[str, Any]
REF = "#/components/schemas/"
EVERYWHERE = (405, 414, 500, 503)
"""What any request may be answered with, so that no operation has to say it."""
BOUNDS = (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems"))
"""The words of JSON Schema for the least and the most: of a number, of characters, of entries."""
LARGEST = 2**31
"""A most from here on is that of the database's numbers, and tells nobody anything."""


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field or a parameter as the page shows it: what it holds, and the schema named in that.

    `note` says in sentences what is taken, `described` in the document's English what it is for.
    """

    name: str
    holds: str
    schema: str
    note: str
    described: str


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
    described = parameter.get("description", "") or schema.get("description", "")
    match parameter["in"]:
        case "path":
            placed, needed = _("%(holds)s, in the address", holds=holds), ""
        case "query":
            placed, needed = _("%(holds)s, behind the ?", holds=holds), _need(parameter)
        case _:
            placed, needed = _("%(holds)s, a header", holds=holds), _need(parameter)
    return FieldTold(parameter["name"], placed, name, _note(needed, *_limits(schema)), described)


def _need(parameter: Drawn) -> str:
    return _("Required.") if parameter.get("required") else _("May be left out.")


def _schemas(drawn: Drawn) -> Iterator[SchemaTold]:
    for name, schema in sorted(drawn["components"]["schemas"].items()):
        required = schema.get("required", ())
        fields = [
            FieldTold(
                field,
                *_type_of(told),
                note=_note("" if field in required else _("May be left out."), *_limits(told)),
                described=told.get("description", ""),
            )
            for field, told in schema.get("properties", {}).items()
        ]
        yield SchemaTold(name, schema.get("description", ""), fields)


def _note(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _limits(schema: Drawn) -> Iterator[str]:
    """Say how much a value may be or hold, those in a list, and what it is where none is sent."""
    for least, most in BOUNDS:
        if most in schema and schema[most] < LARGEST:
            has_entries = most == "maxItems" or schema.get("type") == "object"
            yield _say_bounds(most, schema.get(least, 0), schema[most], has_entries=has_entries)
    for within in ("items", "additionalProperties"):
        for told in _limits(schema[within]) if isinstance(schema.get(within), dict) else ():
            yield _("Each one: %(told)s", told=told)
    if (usual := schema.get("default")) not in {None, "", LARGEST - 1}:
        yield _("%(usual)s where nothing is sent.", usual=usual)


def _say_bounds(of: str, low: int, high: int, *, has_entries: bool) -> str:
    if of == "maximum":
        return _("%(low)s to %(high)s.", low=show_number(low), high=show_number(high))
    if has_entries and low:
        return ngettext("%(low)s to %(num)s entry.", "%(low)s to %(num)s entries.", high, low=low)
    if has_entries:
        return ngettext("At most %(num)s entry.", "At most %(num)s entries.", high)
    if low:
        return ngettext(
            "%(low)s to %(num)s character.", "%(low)s to %(num)s characters.", high, low=low
        )
    return ngettext("At most %(num)s character.", "At most %(num)s characters.", high)


def _type_of(schema: Drawn) -> tuple[str, str]:
    """Say in words what a field holds, and the schema named in them, if any."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REF)
        return name, name
    if "enum" in schema:
        values = (str(one) for one in schema["enum"] if one is not None)
        return show_choice(one or _("nothing") for one in values), ""
    if ways := schema.get("anyOf", schema.get("allOf", ())):
        return _one_of(ways)
    if schema.get("type") == "array":
        words, name = _type_of(schema["items"])
        return _("list of %(what)s", what=words), name
    kinds: Any = schema.get("type", "object")
    words = show_choice(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{words} ({schema['format']})" if "format" in schema else words, ""


def _one_of(ways: Sequence[Drawn]) -> tuple[str, str]:
    found = [*map(_type_of, ways)]
    words = show_choice(words for words, _name in found if words)
    return words, next((name for _words, name in found if name), "")
