"""An author's SVG file to SVG that may stand in a page: shapes and words, nothing active."""

import re
from collections.abc import Mapping
from html import escape
from xml.parsers import expat

from notes_site.study.text.problems import Report, ignore

MOST_BYTES = 20_000
MOST_DEPTH = 30
SVG = "http://www.w3.org/2000/svg"

SHAPES = {
    *("svg", "g", "defs", "marker", "path", "rect", "circle", "ellipse"),
    *("line", "polyline", "polygon", "text", "tspan"),
}
DROPPED = {"style", "title", "desc", "metadata"}
"""They serve who opens the file itself; on the page site.css and the alternative text do."""

PLAIN = re.compile(r"^[\w\s.,:%()+-]*$")
PAINT = re.compile(r"^(?:none|currentColor)$")
READABLE = re.compile(r"^(?:1[3-9]|[2-9][0-9])(?:\.[0-9]+)?(?:px)?$")
HINTS = {PAINT: "use a class, currentColor or none", READABLE: "write a number from 13 to 99"}
URL_REFERENCE = re.compile(r"^url\(#(?P<id>[\w-]+)\)$")
MARKERS = {"marker-start", "marker-mid", "marker-end"}
CLASSES = {
    *("d-box", "d-accent", "d-soft", "d-warn", "d-line", "d-dash", "d-head"),
    *("d-text", "d-quiet", "d-strong", "d-mono"),
}
ATTRIBUTES: Mapping[str, re.Pattern[str]] = {
    **dict.fromkeys(
        (
            *("x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "d"),
            *("width", "height", "viewBox", "preserveAspectRatio", "points", "transform"),
            *("stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"),
            *("opacity", "fill-opacity", "stroke-opacity", "fill-rule", "text-anchor"),
            *("dominant-baseline", "font-weight", "font-style", "letter-spacing"),
            *("refX", "refY", "markerWidth", "markerHeight", "markerUnits", "orient"),
        ),
        PLAIN,
    ),
    **dict.fromkeys(("fill", "stroke"), PAINT),
    "font-size": READABLE,
    **dict.fromkeys(MARKERS, URL_REFERENCE),
    "id": re.compile(r"^(?P<id>[\w-]+)$"),
}


class _RefusedError(Exception):
    """The file can't be read on; the mistake has been noted."""


def clean_svg(source: str, label: str, report: Report = ignore, prefix: str = "") -> str:
    """Keep the allowed elements and attributes; ids and what refers to them get the prefix.

    Returns "" for a file with a mistake.
    """
    return _Cleaner(label, report, prefix).clean(source)


class _Cleaner:
    def __init__(self, label: str, report: Report, prefix: str) -> None:
        self._label, self._report, self._prefix = label, report, prefix
        self._parts: list[str] = []
        self._is_faulty = False
        self._open: list[str] = []
        self._skipping = 0
        self._ids: set[str] = set()
        self._wanted: dict[str, int] = {}
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.ordered_attributes = True
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.ProcessingInstructionHandler = self._refuse_instruction

    def clean(self, source: str) -> str:
        try:
            self._parser.Parse(source.encode(), True)
        except expat.ExpatError as error:
            self._note(f"not well-formed XML ({expat.errors.messages[error.code]}); mend it")
        except _RefusedError:
            pass
        for name in self._wanted.keys() - self._ids:
            self._note(f"no element has the id {name}", self._wanted[name])
        return "" if self._is_faulty else "".join(self._parts)

    def _note(self, message: str, line: int | None = None) -> None:
        self._is_faulty = True
        self._report(line or self._parser.CurrentLineNumber, message)

    def _refuse(self, message: str) -> None:
        self._note(message)
        raise _RefusedError

    def _refuse_doctype(self, *_parts: object) -> None:
        self._refuse("a document type; remove the <!DOCTYPE …>")

    def _refuse_instruction(self, *_parts: str) -> None:
        self._refuse("a processing instruction; remove the <? … ?>")

    def _start(self, qualified: str, pairs: list[str]) -> None:
        namespace, _, name = qualified.rpartition(" ")
        if not self._open and not self._skipping and (name, namespace) != ("svg", SVG):
            self._refuse(f'not SVG; start the file with <svg xmlns="{SVG}" viewBox="0 0 320 200">')
        if self._skipping or (name in DROPPED and namespace == SVG):
            self._skipping += 1
            return
        if len(self._open) > MOST_DEPTH:
            self._refuse(f"elements nested over {MOST_DEPTH} deep; flatten them")
        if name not in SHAPES or namespace != SVG:
            self._note(f"<{name}> is not allowed; draw with {', '.join(sorted(SHAPES))}")
            self._skipping += 1
            return
        attributes = dict(zip(pairs[::2], pairs[1::2], strict=True))
        given = [] if self._open else self._size(attributes)
        kept = [self._keep(key, value) for key, value in attributes.items()]
        self._open.append(name)
        self._parts.append(" ".join([f"<{name}", *given, *filter(None, kept)]) + ">")

    def _size(self, attributes: dict[str, str]) -> list[str]:
        """Return the words and the size of the whole drawing, the one of its viewBox."""
        for name in ("width", "height"):  # they are for who opens the file itself
            attributes.pop(name, None)
        box = re.fullmatch(r"0 0 (\d{1,4}) (\d{1,4})", attributes.get("viewBox", ""))
        if box is None:
            self._note('no viewBox="0 0 WIDTH HEIGHT" in whole numbers; write it on <svg>')
            return []
        named = (("aria-label", self._label), ("width", box[1]), ("height", box[2]))
        return ['role="img"', *(f'{name}="{escape(value)}"' for name, value in named)]

    def _keep(self, name: str, value: str) -> str:
        """Return an attribute as it may stand in the page, or note what is wrong with it."""
        value = " ".join(value.split())
        if name == "class":
            if unknown := set(value.split()) - CLASSES:
                known = ", ".join(sorted(CLASSES))
                self._note(f"the class {min(unknown)} has no look on the site; use {known}")
            return f'class="{escape(value)}"'
        if name in MARKERS and "marker" in self._open:  # a few bytes could draw for ever
            self._note(f"{name} inside of a <marker>; draw that end as a path")
        pattern = ATTRIBUTES.get(name)
        match = pattern.match(value) if pattern else None
        if match is None:
            hint = HINTS.get(pattern, "remove it") if pattern else "remove it"
            self._note(f'{name.rpartition(" ")[2]}="{value[:60]}" is not allowed; {hint}')
            return ""
        if pattern is not PLAIN and "id" in match.groupdict():
            self._remember(name, match["id"])
            start = match.start("id")
            value = value[:start] + self._prefix + value[start:]
        return f'{name}="{escape(value)}"'

    def _remember(self, name: str, identity: str) -> None:
        if name != "id":
            self._wanted.setdefault(identity, self._parser.CurrentLineNumber)
        elif identity in self._ids:
            self._note(f"a second element has the id {identity}; name it otherwise")
        else:
            self._ids.add(identity)

    def _end(self, _qualified: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._parts.append(f"</{self._open.pop()}>")

    def _characters(self, text: str) -> None:
        if not self._skipping and self._open:
            is_words = self._open[-1] in {"text", "tspan"}
            self._parts.append(escape(text) if is_words else "")
            if not is_words and text.strip():
                self._note("words outside of <text>; put them into it")
