"""Formulas to MathML, which browsers show and read aloud; their LaTeX where words are wanted."""

import re

from markupsafe import Markup

from notes_site.study.text.formulas import Formula
from notes_site.study.text.mathml import FormulaError, to_mathml
from notes_site.words import _

SHOWN = re.compile(r'<math alttext="(?P<latex>[^"]*)"[^>]*>.*?</math>', re.DOTALL)
"""A formula as it is shown here; nothing else that is shown has such an element."""


MOST_SIGNS = 20
"""Signs of a formula in a sentence that fit every column; what is longer scrolls inside itself."""
SCROLLING = Markup('<{0} class="table-scroll" tabindex="0" role="group" aria-label="{2}">{1}</{0}>')


def render_formula(formula: Formula) -> Markup:
    """Render a formula in a sentence."""
    html = _render(formula)
    is_long = len(html.striptags()) > MOST_SIGNS
    return SCROLLING.format(Markup("span"), html, _("Formula")) if is_long else html


def render_display(formula: Formula) -> Markup:
    """Render a formula that stands alone."""
    return SCROLLING.format(Markup("div"), _render(formula), _("Formula")) + "\n"


def _render(formula: Formula) -> Markup:
    """Render a formula; one with a mistake as it was written."""
    try:
        html = to_mathml(formula.latex, is_display=formula.is_display)
    except FormulaError:
        return Markup("<code>{}</code>").format(formula.written)
    return Markup(html)  # noqa: S704 - cleaned


def name_formulas(html: Markup) -> Markup:
    """Let each formula have a name, where the words of a label or a button are made of it.

    A name is plain text, for which programs would run the signs of a fraction together; and what
    is pressed as a whole holds nothing to press.
    """
    still = str(html).replace(' class="table-scroll" tabindex="0"', ' class="table-scroll"')
    named = SHOWN.sub(lambda one: f'<math aria-label="{one["latex"]}"{one[0][5:]}', still)
    return Markup(named)  # noqa: S704 - cleaned


def plain_words(html: Markup) -> str:
    """Return the words of rendered HTML, with the LaTeX of its formulas."""
    return Markup(SHOWN.sub(r"\g<latex>", str(html))).striptags()  # noqa: S704 - no tag stays
