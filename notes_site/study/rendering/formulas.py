"""Formulas to MathML, which browsers show and read aloud; their LaTeX where words are wanted."""

import re

from markupsafe import Markup

from notes_site.study.text.formulas import Formula
from notes_site.study.text.mathml import FormulaError, to_mathml

SHOWN = re.compile(r'<math alttext="(?P<latex>[^"]*)"[^>]*>.*?</math>', re.DOTALL)
"""A formula as it is shown here; nothing else that is shown has such an element."""


def render_formula(formula: Formula) -> Markup:
    """Render a formula; one with a mistake as it was written."""
    try:
        html = to_mathml(formula.latex, is_display=formula.is_display)
    except FormulaError:
        return Markup("<code>{}</code>").format(formula.written)
    return Markup(html)  # noqa: S704 - cleaned


def render_display(formula: Formula) -> Markup:
    """Render a formula that stands alone; a long one scrolls inside itself."""
    return Markup(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Formula">{}</div>\n'
    ).format(render_formula(formula))


def plain_words(html: Markup) -> str:
    """Return the words of rendered HTML, with the LaTeX of its formulas."""
    return Markup(SHOWN.sub(r"\g<latex>", html)).striptags()  # noqa: S704 - no tag stays
