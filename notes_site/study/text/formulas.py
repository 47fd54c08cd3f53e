"""Formulas in Markdown: where they stand, and what stands between their dollar signs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from notes_site.study.text.splitting import CODE, with_lines

IN_PARAGRAPH = r"(?:(?!\n[ \t>]*\n).)*?"
"""What no empty line interrupts, as little as possible."""
FORMULA = re.compile(
    r"^[ \t]*```[ \t]*math[ \t]*\n(?P<fenced>.*?)^[ \t]*```[ \t]*$"
    rf"|(?P<skipped>{CODE.pattern}|\\.|(?:!\[[^\[\]]{{0,500}})?\]\([^)\s]*|<[^<>\s]*>)"
    r"|(?<![\w$])\$`(?P<ticked>[^`\n]+)`\$(?![\w$])"
    rf"|\$\$(?P<display>{IN_PARAGRAPH})\$\$"
    r"|(?<![\w$])\$(?=[^\s$])(?P<inline>(?:\\.|(?!\n[ \t>]*\n)[^$\\])*?)(?<=\S)\$(?![\w$])",
    re.MULTILINE | re.DOTALL,
)
"""A formula, or what no dollar sign in it begins one: code, escapes, addresses, pictures' words."""
QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
TOKEN = re.compile("\ue002(?P<place>[0-9]{1,5})\ue003")
"""Stands for a piece that is shown by itself while Markdown runs and the result is cleaned."""
SIGNS = str.maketrans("", "", "\ue002\ue003")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in LaTeX, without its dollar signs, and the line of its text where it begins."""

    latex: str
    is_display: bool
    line: int = 1

    @property
    def written(self) -> str:
        """The formula as authors write it."""
        mark = "$$" if self.is_display else "$"
        return f"{mark}{self.latex}{mark}"


def find_formulas(text: str) -> Iterator[Formula]:
    """Yield the formulas of a text outside of its code; lines count from 1."""
    if "$" in text or "math\n" in text:
        for line, found in with_lines(FORMULA, text):
            if not found["skipped"]:
                yield _formula(found, line)


def replace_formulas(text: str, replace: Callable[[Formula], str]) -> str:
    """Put something in the place of each formula of a text."""
    if "$" not in text and "math\n" not in text:
        return text
    return FORMULA.sub(lambda one: one[0] if one["skipped"] else replace(_formula(one, 1)), text)


def hide_formulas(text: str) -> tuple[str, list[Formula]]:
    """Put a token in place of each formula, and return them in their order."""
    formulas: list[Formula] = []

    def hide(formula: Formula) -> str:
        formulas.append(formula)
        return f"\ue002{len(formulas) - 1}\ue003"

    return replace_formulas(text.translate(SIGNS), hide), formulas


def _formula(found: re.Match[str], line: int) -> Formula:
    if inline := found["ticked"] or found["inline"]:
        return Formula(inline, is_display=False, line=line)
    latex = found["fenced"] or found["display"] or ""
    return Formula(QUOTED.sub("", latex).strip(), is_display=True, line=line)
