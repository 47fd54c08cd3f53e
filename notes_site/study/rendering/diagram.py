"""Diagrams: an author's SVG, cleaned, in a figure that scrolls inside itself."""

from functools import lru_cache

from markupsafe import Markup

from notes_site.study.content.svg import clean_svg
from notes_site.study.text.blocks import Diagram
from notes_site.words import _


def render_diagram(diagram: Diagram) -> Markup:
    """Render a diagram with its words; nothing where its file has a mistake."""
    return _render(diagram, _("Diagram"))


@lru_cache(maxsize=1_000)
def _render(diagram: Diagram, label: str) -> Markup:
    svg = clean_svg(diagram.svg, diagram.text, prefix=f"d{diagram.line}-")
    drawing = Markup(svg)  # noqa: S704 - cleaned
    caption = Markup("<figcaption>{}</figcaption>").format(diagram.caption)
    return (
        Markup(
            '<figure class="diagram"><div class="diagram-scroll" tabindex="0" role="group" '
            'aria-label="{}">{}</div>{}</figure>\n'
        ).format(label, drawing, caption if diagram.caption else "")
        if drawing
        else Markup()
    )
