"""Frozen values to plain ones, and back, by the fields of their classes; none is named here.

A value of a class becomes a list: the name of the class, then its fields in their order. A tuple
that holds such values becomes a list that starts with TUPLE; all else stays what it is. Only
classes that the root's fields can hold are ever built again, whatever the lists say.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from notes_site.study.questions import KINDS
from notes_site.study.questions.kind import Kind

ATOMS = frozenset({str, int, float, bool, type(None)})
TUPLE = "tuple"
AS_TEXT: Mapping[type, Callable[[str], object]] = {date: date.fromisoformat, Decimal: Decimal}
"""Types that are written as text, each with what reads it."""


class Packer:
    """Packs values of a dataclass, and of all that its fields can hold; a Kind is any kind."""

    def __init__(self, root: type) -> None:
        classes = tuple(_find_classes(root))
        self._fields = {one: (_name(one), _stored_fields(one)) for one in classes}
        self._build: dict[str, Callable[..., object]] = {_name(one): one for one in classes}
        self._build |= {_name(one): read for one, read in AS_TEXT.items()}
        self._build[TUPLE] = lambda *parts: parts

    def pack(self, value: object) -> Any:
        """Return a value as lists, tuples, mappings and atoms; TypeError for one that is unknown.

        Mappings hold atoms only.
        """
        if (kind := type(value)) in ATOMS:
            return value
        if found := self._fields.get(kind):
            name, stored = found
            return [name, *(self.pack(getattr(value, one)) for one in stored)]
        if kind in AS_TEXT:
            return [_name(kind), str(value)]
        if isinstance(value, tuple):
            parts = [self.pack(one) for one in value]
            return tuple(parts) if list not in map(type, parts) else [TUPLE, *parts]
        if isinstance(value, Mapping) and {type(one) for one in value.values()} <= ATOMS:
            return dict(value)
        raise TypeError(f"{kind.__name__} is nothing that is packed")

    def unpack(self, packed: list[Any]) -> Any:
        """Return the value again; KeyError, TypeError or ValueError where it is none of ours."""
        parts = [self.unpack(one) if type(one) is list else one for one in packed]
        return self._build[parts[0]](*parts[1:])


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _stored_fields(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if one.init)


def _find_classes(root: type) -> Iterable[type]:
    """Return the dataclasses that the fields of one can hold, itself among them."""
    found: dict[Any, None] = {}
    waiting: list[Any] = [root]
    while waiting:
        hint = waiting.pop()
        if hint is Kind:
            waiting.extend(KINDS.values())
        elif not is_dataclass(hint):
            waiting.extend(get_args(hint))
        elif hint not in found:
            found[hint] = None
            waiting.extend(one.type for one in fields(hint) if one.init)
    return found
