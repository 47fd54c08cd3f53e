"""LaTeX to MathML that is safe to send, whatever was written between the dollar signs."""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element, tostring  # nosec B405 - writes, and reads nothing

import nh3

LONGEST = 2_000
"""Characters of a formula; what is longer is refused."""
DEEPEST = 40
"""Braces and \\left inside each other."""
REFUSED = re.compile(
    r"\\(?:newcommand|renewcommand|providecommand|def|gdef|edef|let|newenvironment|"
    r"DeclareMathOperator|href|url|style|class|cssId|color|textcolor|colorbox|fcolorbox|bbox|"
    r"require|includegraphics|rule|unicode|input|include)(?![A-Za-z])\*?"
)
"""Commands that define others, which may grow without end, that colour, or that lead elsewhere."""
COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)")
MARKS = re.compile(r"\\.|[{}]", re.DOTALL)
TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "ms", "mfrac", "msqrt", "mroot"),
    *("mstyle", "mpadded", "mphantom", "msub", "msup", "msubsup", "munder", "mover"),
    *("munderover", "mmultiscripts", "mprescripts", "mtable", "mtr", "mtd", "menclose"),
}
ATTRIBUTES = {
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {
        *("stretchy", "fence", "form", "lspace", "rspace", "largeop", "movablelimits"),
        *("minsize", "maxsize", "symmetric", "separator"),
    },
    "mfrac": {"linethickness"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mspace": {"width", "height", "depth"},
    "mpadded": {"width", "height", "depth", "lspace", "voffset"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "mtd": {"columnalign"},
    "menclose": {"notation"},
}
CHILDREN = {
    **dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
"""So many parts these elements have; with fewer a formula isn't finished."""
NAME = re.compile("[A-Za-z]{2,}")
"""The name of a function: log, max."""
UPRIGHT = "&#x000"
"""How the library writes a letter of \\mathrm, which browsers would slant like any other."""
ENVIRONMENT = re.compile(r"\\begin\s*\{([^}]*)\}")
ENVIRONMENTS = {
    *("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix"),
    *("cases", "align", "align*", "aligned", "split", "array"),
}


class FormulaError(ValueError):
    """A formula that can't be shown: how it is, and what its author should do."""


@lru_cache(maxsize=10_000)
def to_mathml(latex: str, *, is_display: bool) -> str:
    """Return a formula as a cleaned `<math>` that says its LaTeX; FormulaError where it can't be.

    The library is imported when a formula is met.
    """
    root = _convert(latex, is_display=is_display)
    for element in root.iter():
        _settle(element)
    root.attrib.clear()
    cleaned = nh3.clean(
        tostring(root, encoding="unicode"), tags=TAGS, attributes=ATTRIBUTES, link_rel=None
    )
    inside = cleaned.removeprefix("<math>")
    display = ' display="block"' if is_display else ""
    return f'<math alttext="{escape(latex)}"{display}>{inside}'


def _convert(latex: str, *, is_display: bool) -> Element:
    _refuse(latex)
    from latex2mathml.converter import Converter

    try:
        converter = Converter(display="block" if is_display else "inline")
        root = converter.convert_to_element(latex)
    except RecursionError as error:
        raise FormulaError("is nested too deeply; write it as several") from error
    except Exception as error:  # what it raises for bad LaTeX has no class in common
        reason = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error"))
        message = f"isn't finished or is misplaced somewhere ({reason.lower()}); mend it"
        raise FormulaError(message) from error
    return root


def _settle(element: Element) -> None:
    """Refuse a piece that isn't whole or isn't known; write the others as browsers show them."""
    text = element.text or ""
    is_whole = len(element) == CHILDREN.get(element.tag, len(element))
    if not is_whole or (element.tag == "mo" and not text):
        raise FormulaError("isn't finished; give each command what belongs to it")
    if unknown := COMMAND.search(text):
        raise FormulaError(f"has {unknown[0]}, which is no command known here; write another")
    if element.tag == "mi" and text.startswith(UPRIGHT):
        element.attrib["mathvariant"] = "normal"
    element.text = unescape(text) or None
    if element.tag in {"mi", "mo"} and NAME.fullmatch(text):
        element.tag = "mo"  # browsers keep it apart from what stands beside it
        element.attrib |= {"form": "prefix", "lspace": "0.17em", "rspace": "0.17em"}


def _refuse(latex: str) -> None:
    """Refuse what is too much, or what would never be right."""
    if not latex.strip():
        raise FormulaError("is empty; write something between the dollar signs")
    if len(latex) > LONGEST:
        raise FormulaError(f"has over {LONGEST:,} characters; write it as several")
    if refused := REFUSED.search(latex):
        raise FormulaError(f"has {refused[0]}, which isn't taken; write it without")
    for name in ENVIRONMENT.findall(latex):
        if name not in ENVIRONMENTS:
            known = ", ".join(sorted(ENVIRONMENTS))
            raise FormulaError(f"has \\begin{{{name}}}, which isn't known; write one of {known}")
    depth = deepest = 0
    for mark in MARKS.findall(latex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        deepest = max(deepest, depth)
        if depth < 0:
            break
    if depth:
        raise FormulaError("has a brace too many or too few; let each { have its }")
    if max(deepest, latex.count(r"\left"), latex.count(r"\begin")) > DEEPEST:
        raise FormulaError("is nested too deeply; write it as several")
