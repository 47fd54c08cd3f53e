"""An SVG file of any tool to one that is served apart, for an <img>: it runs and loads nothing.

Browsers neither run scripts nor load anything in an <img>, and the file's own content policy keeps
it so where somebody opens its address. What could do either is left out all the same, and so is
what tools note of their users: comments, metadata, attributes of editors.
"""

import re
from collections import Counter
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from notes_site.study.content.pictures.refused import BadPictureError

SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
PREFIXES = {
    "": "",
    "http://www.w3.org/1999/xlink": "xlink:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
"""The namespaces of attributes that are kept; all others are an editor's own."""
ACTIVE = {
    *("script", "handler", "listener", "iframe", "object", "embed", "audio", "video", "form"),
    *("input", "button", "link", "meta", "base"),
}
METADATA = {"metadata", "title", "desc"}
INSIDE = re.compile(r"^\s*(?:#|data:image/(?:png|jpeg|webp|gif|avif)[;,])")
MOST_DEPTH, MOST_ELEMENTS, MOST_DRAWN = 200, 20_000, 50_000
MOST_USES = 50
"""So many <use>, patterns, masks and the like may each use the next."""
TOO_MUCH = "its <use>, patterns, masks or filters draw too much; export it as PNG"
DRAWN_WHERE_NAMED = {"pattern", "mask", "clipPath", "marker", "filter"}
NAMED = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)")
COST_OF_FILTERS = 20
"""A filter looks at each pixel, for each of its steps."""
LENGTH = re.compile(r"^\s*(\d{1,6}(?:\.\d+)?)\s*(px|pt|pc|mm|cm|in)?\s*$")
PIXELS = {"px": 1, "pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}
LONGEST_SIDE = 10_000


@dataclass(frozen=True, slots=True)
class Isolated:
    """A drawing that may be served, its size in pixels, and what of it was left out, if it ran."""

    data: bytes
    width: int
    height: int
    dropped: str = ""
    line: int = 1


def isolate(data: bytes) -> Isolated:
    """Write a drawing anew; refuse one that can't be read, has no size, or would draw for ever."""
    return _Isolator().isolate(data)


class _Isolator:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open: list[tuple[str, str, str]] = []  # namespace, name and id
        self._skipping = self._elements = 0
        self._size: tuple[int, int] = (0, 0)
        self._dropped: tuple[str, int] | None = None
        self._used: dict[str, Counter[str]] = {}
        self._holds: Counter[str] = Counter()
        self._drawn_where_named: set[str] = set()
        self._styled: set[str] = set()
        self._named: dict[str, Counter[str]] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._see_doctype

    def isolate(self, data: bytes) -> Isolated:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise BadPictureError(
                f"not well-formed XML ({reason}); mend it", error.lineno
            ) from None
        self._count_named()
        if self._count("", {}) > MOST_DRAWN:
            raise BadPictureError(TOO_MUCH)
        dropped, line = self._dropped or ("", 1)
        return Isolated("".join(self._parts).encode(), *self._size, dropped, line)

    def _count(self, name: str, known: dict[str, int], depth: int = 0) -> int:
        """Return how many elements one draws, with what it uses, and what that uses."""
        if depth > MOST_USES:
            raise BadPictureError(TOO_MUCH)
        if name not in known:
            known[name] = 0  # what uses itself draws nothing
            used = self._used.get(name, Counter()).items()
            drawn = (self._count(one, known, depth + 1) * many for one, many in used)
            known[name] = 1 + self._holds[name] + sum(drawn)
        return known[name]

    def _count_named(self) -> None:
        """Count what is drawn wherever it is named; colours that run into each other are not.

        Which elements a stylesheet means isn't read here: all of those inside of others, whose
        number could grow with each step, and one of the rest.
        """
        for inside, named in self._named.items():
            drawn = {one: many for one, many in named.items() if one in self._drawn_where_named}
            self._used.setdefault(inside, Counter()).update(drawn)
        styled = self._styled & self._drawn_where_named
        if len(styled) > MOST_USES:  # each of them may use the next
            raise BadPictureError(TOO_MUCH)
        for name in styled:
            for inside in {"", *self._drawn_where_named}:
                many = self._holds[inside] if inside else 1
                self._used.setdefault(inside, Counter())[name] += many

    def _see_doctype(
        self, _name: str, _system: str | None, _public: str | None, has_subset: bool
    ) -> None:
        if has_subset:
            self._refuse("entities of its own; save it without <!DOCTYPE …>")

    def _refuse(self, said: str) -> None:
        raise BadPictureError(said, self._parser.CurrentLineNumber)

    def _drop(self, said: str) -> None:
        self._dropped = self._dropped or (said, self._parser.CurrentLineNumber)

    def _start(self, qualified: str, pairs: list[str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if not self._open and (namespace, name) != (SVG, "svg"):
            self._refuse(f'not SVG; start the file with <svg xmlns="{SVG}" viewBox="0 0 320 200">')
        self._elements += 1
        if len(self._open) > MOST_DEPTH or self._elements > MOST_ELEMENTS:
            self._refuse("too many elements; export it as PNG")
        if self._skipping or not self._is_kept(namespace, name):
            self._skipping += 1
            return
        kept = self._keep_all(dict(zip(pairs[::2], pairs[1::2], strict=True)))
        if not self._open:
            self._size = _measure(kept)
            kept |= {"width": str(self._size[0]), "height": str(self._size[1])}
            kept |= {"xmlns:xlink": "http://www.w3.org/1999/xlink"}
        if not self._open or self._open[-1][0] != namespace:
            kept = {"xmlns": namespace} | kept
        self._remember(name, kept)
        self._open.append((namespace, name, kept.get("id", "")))
        written = (f' {key}="{escape(value)}"' for key, value in kept.items())
        self._parts.append(f"<{name}{''.join(written)}>")

    def _is_kept(self, namespace: str, name: str) -> bool:
        """Tell whether an element is served: what shows something, and does nothing."""
        if name.lower() in ACTIVE:
            self._drop(f"<{name}> is left out; remove it")
            return False
        return namespace in {SVG, XHTML} and name not in METADATA

    def _keep_all(self, attributes: dict[str, str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for qualified, value in attributes.items():
            namespace, _, name = qualified.rpartition(" ")
            if namespace not in PREFIXES:
                continue
            if name.lower().startswith("on"):
                self._drop(f"{name}= is left out; remove it")
            elif name.lower() in {"href", "src", "to", "from", "values"} and _leads_out(
                name, value
            ):
                self._drop(f'{name}="{value[:60]}" is left out; put what it names into the file')
            else:
                kept[PREFIXES[namespace] + name] = value
        return kept

    def _remember(self, name: str, kept: dict[str, str]) -> None:
        """Count what is in every element that may be used itself, and in the whole."""
        used = _find_used(name, kept)
        named = [one for value in kept.values() for one in NAMED.findall(value)]
        if name in DRAWN_WHERE_NAMED and "id" in kept:
            self._drawn_where_named.add(kept["id"])
        is_in_filter = any(outer == "filter" for _, outer, _ in self._open)
        for inside in {"", *(identity for *_, identity in self._open)}:
            self._holds[inside] += COST_OF_FILTERS if is_in_filter and inside else 1
            _add(self._used, inside, used)
            _add(self._named, inside, named)

    def _end(self, _qualified: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._parts.append(f"</{self._open.pop()[1]}>")

    def _characters(self, text: str) -> None:
        if not self._skipping:
            self._parts.append(escape(text, quote=False))
            if self._open and self._open[-1][1] == "style":
                self._styled.update(NAMED.findall(text))


def _find_used(name: str, kept: dict[str, str]) -> list[str]:
    """Return the id of what an element draws once more, in a list of one or none."""
    target = kept.get("href") or kept.get("xlink:href") or ""
    return [target[1:]] if name in {"use", "feImage"} and target.startswith("#") else []


def _add(counts: dict[str, Counter[str]], inside: str, names: list[str]) -> None:
    if names:
        counts.setdefault(inside, Counter()).update(names)


def _leads_out(name: str, value: str) -> bool:
    """Tell whether a reference leads out of the file; what is animated may only be a value."""
    if name.lower() in {"href", "src"}:
        return not INSIDE.match(value)
    return ":" in value and "script" in value.lower()


def _measure(attributes: dict[str, str]) -> tuple[int, int]:
    """Return the size of a drawing, of what its root says of it."""
    box = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", attributes.get("viewBox", ""))]
    own = box[2:] if len(box) == 4 and min(box[2:]) > 0 else []
    sides = [_pixels(attributes.get(name, "")) for name in ("width", "height")]
    if not own and not all(sides):
        raise BadPictureError('no size; write viewBox="0 0 WIDTH HEIGHT" on <svg>')
    if not all(sides):
        given = sides[0] / own[0] if sides[0] else sides[1] / own[1] if sides[1] else 1
        sides = [own[0] * given, own[1] * given]
    width, height = (max(1, round(side)) for side in sides)
    if max(width, height) > LONGEST_SIDE:
        raise BadPictureError(f"{width:,} by {height:,} pixels; write a smaller width and height")
    return width, height


def _pixels(length: str) -> float:
    """Return a length in pixels; 0 for one that depends on the page, or is none."""
    found = LENGTH.match(length)
    return float(found[1]) * PIXELS[found[2] or "px"] if found else 0
