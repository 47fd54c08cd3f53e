"""Code to figures: highlighted, titled, and escaped whatever it holds."""

from functools import lru_cache

import pygments
from markupsafe import Markup, escape
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from notes_site.study.library import Fence

CODE_FORMATTER = HtmlFormatter(nowrap=True)
LANGUAGE_NAMES = {"sh": "Shell", "python": "Python", "html": "HTML", "jinja": "Jinja"}


@lru_cache(maxsize=10_000)
def _highlight(text: str, language: str) -> Markup:
    try:
        lexer = get_lexer_by_name(language or "text")
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    return Markup(pygments.highlight(text, lexer, CODE_FORMATTER))  # noqa: S704 - it escapes


def render_code(fence: Fence) -> Markup:
    """Render a fence as a titled figure; a script may add a copy button to it."""
    is_output = fence.language == "output"
    label = fence.title or ("Output" if is_output else LANGUAGE_NAMES.get(fence.language, ""))
    error = fence.attributes.get("error")
    caption = [escape(label)] if label else []
    if error:
        caption.append(Markup("raises <code>{}</code>").format(error.rpartition(".")[2]))
    figcaption = Markup("<figcaption>{}</figcaption>").format(Markup(" · ").join(caption))
    return Markup(
        '<figure class="{}">{}<pre tabindex="0" role="group" aria-label="{}">'
        "<code>{}</code></pre></figure>\n"
    ).format(
        "code code-output" if is_output else "code",
        figcaption if caption else "",
        label or "Code",
        _highlight(fence.text, "text" if is_output else fence.language),
    )
