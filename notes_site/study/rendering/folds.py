"""Folded parts of a topic; several with one name are tabs that stand below each other."""

from collections.abc import Callable

from markupsafe import Markup

from notes_site.study.text.blocks import Fold


def render_fold(fold: Fold, label: Callable[[str], Markup]) -> Markup:
    """Render the beginning or the end of a part; on paper all are open (the stylesheet)."""
    if fold.ends:
        return Markup("</details>\n")
    name = Markup(' name="{}"').format(fold.name) if fold.name else ""
    is_open = Markup(" open") if fold.is_open else ""
    return Markup('<details class="recall"{}{}><summary>{}</summary>\n').format(
        name, is_open, label(fold.text)
    )
