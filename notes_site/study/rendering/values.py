"""Small values to HTML: times, words of the interface, and text in which something was found."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

TIME, NAMED = Markup('<time datetime="'), Markup('" title="')
WORDS, TIME_END = Markup('">'), Markup("</time>")
BEGIN, END = Markup("<mark>"), Markup("</mark>")


def render_time(machine: str, words: str, title: str = "") -> Markup:
    """Show a moment or a day in words, with the one that machines read."""
    named = (NAMED, title) if title else ()
    return Markup().join((TIME, machine, *named, WORDS, words, TIME_END))


def render_words(words: str, values: Mapping[str, object]) -> Markup:
    """Fill the places of words from the code or a catalogue, and of nobody else; values escape."""
    return Markup(words) % values  # noqa: S704 - no reader's or author's text


def render_in(language: str, direction: str, element: str, html: Markup) -> Markup:
    """Say in which language and direction a piece is that stands in a page of another language."""
    frame = Markup('<{0} lang="{1}" dir="{2}">{3}</{0}>')
    return frame.format(element, language, direction, html) if html else html


def render_marked(parts: Iterable[str]) -> Markup:
    """Mark every second part: what stands between plain text and plain text."""
    shown = (BEGIN + part + END if at % 2 else escape(part) for at, part in enumerate(parts))
    return Markup().join(shown)
