"""Frozen values to plain ones, and back, by the fields of their classes; none is named here.

What a value is made of becomes numbered objects, equal ones one object. Those of one class stand
together, field by field, so that Python builds them all in one call; a group is made of what the
groups before it built. Only classes that the root's fields can hold are ever built again, whatever
the lists say.
"""

import marshal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, get_args

from notes_site.study.questions import KINDS
from notes_site.study.questions.kind import Kind

ATOMS = frozenset({str, int, float, bool, type(None)})
PLAIN, TUPLE = "", "tuple"
"""The names of two groups that are no class's: what needs no building, and tuples of objects."""
AS_TEXT: Mapping[type, Callable[[str], object]] = {date: date.fromisoformat, Decimal: Decimal}
"""Types that are written as text, each with what reads it."""


class Packer:
    """Packs values of a dataclass, and of all that its fields can hold; a Kind is any kind."""

    def __init__(self, root: type) -> None:
        classes = tuple(_find_classes(root))
        self._fields = {one: _stored_fields(one) for one in classes}
        self._build: dict[str, Callable[..., object]] = {_name(one): one for one in classes}
        self._build |= {_name(one): read for one, read in AS_TEXT.items()}

    def pack(self, value: object) -> list[Any]:
        """Return a value as lists, tuples, mappings and atoms; TypeError for one that is unknown.

        Mappings hold atoms only.
        """
        return _Objects(self._fields, value).groups()

    def unpack(self, groups: list[Any]) -> Any:
        """Return the value again; KeyError, TypeError or ValueError where it is none of ours."""
        built: list[Any] = []
        find = built.__getitem__
        for name, columns in groups:
            if name == PLAIN:
                built += columns
            elif name == TUPLE:
                built += [tuple(map(find, numbers)) for numbers in columns]
            elif columns:
                parts = [map(find, column) if is_found else column for is_found, column in columns]
                built += [*map(self._build[name], *parts)]
            else:
                built.append(self._build[name]())
        return built[-1]


@dataclass(frozen=True, slots=True, eq=False)
class _Numbered:
    """A part with a number: the group that builds it, of what, and how many groups go before."""

    name: str
    parts: list[Any]
    height: int


class _Objects:
    """The objects that a value is made of, as they are found in it."""

    def __init__(self, fields: Mapping[type, tuple[str, ...]], value: object) -> None:
        self._fields = fields
        self._objects: dict[bytes, _Numbered] = {}
        self._texts: Counter[str] = Counter()
        self._numbers: dict[_Numbered, int] = {}
        self._number(self._find(value))
        everything = [
            (one.name, place, part) for one in self._numbers for place, part in enumerate(one.parts)
        ]
        self._mixed = {
            (name, place) for name, place, part in everything if isinstance(part, _Numbered)
        }
        for name, place, part in everything:
            if (name, place) in self._mixed:
                self._number(part)

    def groups(self) -> list[Any]:
        """Return the groups, each with its name, in an order in which they can be built."""

        def group_of(one: _Numbered) -> tuple[int, str]:
            return one.height, one.name

        objects = sorted(self._numbers, key=group_of)
        self._numbers = {one: number for number, one in enumerate(objects)}
        groups = groupby(objects, group_of)
        return [(name, self._columns(name, list(members))) for (_, name), members in groups]

    def _columns(self, name: str, objects: list[_Numbered]) -> list[Any]:
        rows = [list(map(self._share, one.parts)) for one in objects]
        if name == PLAIN:
            return [part for (part,) in rows]
        if name == TUPLE:
            return [tuple(map(self._number, row)) for row in rows]
        columns: Iterable[tuple[Any, ...]] = zip(*rows, strict=True)
        return [
            (True, list(map(self._number, column)))
            if (name, place) in self._mixed
            else (False, list(column))
            for place, column in enumerate(columns)
        ]

    def _share(self, part: Any) -> Any:
        """Let a text that stands in several places be one in the whole process: slugs, tags."""
        return sys.intern(part) if type(part) is str and self._texts[part] > 1 else part

    def _find(self, value: object) -> Any:
        """Return what stands for a value: an object, or itself where it is plain."""
        kind = type(value)
        if kind in ATOMS:
            return value
        if kind in self._fields:
            parts = (getattr(value, one) for one in self._fields[kind])
            return self._add(_name(kind), map(self._find, parts))
        if kind in AS_TEXT:
            return self._add(_name(kind), [str(value)])
        if isinstance(value, tuple):
            return self._find_tuple(tuple(map(self._find, value)))
        if isinstance(value, Mapping) and {type(one) for one in value.values()} <= ATOMS:
            return dict(value)
        raise TypeError(f"{kind.__name__} is nothing that is packed")

    def _find_tuple(self, found: tuple[Any, ...]) -> Any:
        has_objects = any(isinstance(one, _Numbered) for one in found)
        return self._add(TUPLE, map(self._as_object, found)) if has_objects else found

    def _as_object(self, part: Any) -> _Numbered:
        return part if isinstance(part, _Numbered) else self._add(PLAIN, [part])

    def _number(self, part: Any) -> int:
        return self._numbers[self._as_object(part)]

    def _add(self, name: str, found: Iterable[Any]) -> _Numbered:
        """Give an object its number; an equal one has it already."""
        parts = list(found)
        inside = [one for one in parts if isinstance(one, _Numbered)]
        told = [self._numbers[one] if isinstance(one, _Numbered) else (one,) for one in parts]
        key = marshal.dumps((name, told), 2)  # tells 1 from True, which are equal
        if key not in self._objects:
            height = 1 + max((one.height for one in inside), default=-1)
            one = self._objects[key] = _Numbered(name, parts, height)
            self._numbers[one] = len(self._numbers)
            self._texts.update(part for part in parts if type(part) is str)
        return self._objects[key]


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
