"""Terms of the glossary, found in the text of a topic and linked to what they mean."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape

from markupsafe import Markup

from notes_site.study.content.library import Term
from notes_site.study.rendering import RenderedTopic

TAG = re.compile(r"""<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)(?:[^"'>]|"[^"]*"|'[^']*')*>""")
SILENT = {
    *("a", "abbr", "code", "figcaption", "h4", "h5", "h6", "kbd", "math", "pre", "summary"),
    *("svg", "th"),
}
"""Elements in which a word is not explained: links, code, and whatever names something."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A topic whose terms are links, and the terms that were found in it."""

    page: RenderedTopic
    terms: tuple[Term, ...]


def explain(
    page: RenderedTopic, slug: str, glossary: tuple[Term, ...], glossary_url: str
) -> Explained:
    """Link the first use of each term in the introduction and in each `##` section.

    The section that teaches a term explains it better than its definition, so it is left alone.
    """
    linker = _Linker(glossary, glossary_url)
    seen: set[str] = set()
    intro = linker.link(page.intro, seen)
    sections = []
    for section in page.sections:
        if section.level == 2:
            seen = set()
        seen |= linker.taught.get((slug, section.anchor), set())
        sections.append(replace(section, body=linker.link(section.body, seen)))
    terms = tuple(term for term in glossary if term.anchor in linker.found)
    return Explained(replace(page, intro=intro, sections=tuple(sections)), terms)


class _Linker:
    """Links words of one page to the glossary, and remembers which it found."""

    def __init__(self, glossary: Sequence[Term], glossary_url: str) -> None:
        self._url = glossary_url
        self._terms = {_fold(name): term for term in glossary for name in (term.name, *term.also)}
        self._pattern = _pattern(name for term in glossary for name in (term.name, *term.also))
        self.taught = _taught(glossary)
        self.found: set[str] = set()

    def link(self, html: Markup, seen: set[str]) -> Markup:
        """Link the terms of cleaned HTML that were not seen yet, and note them as seen."""
        parts: list[str] = []
        silent, place = 0, 0
        for tag in TAG.finditer(html):
            words = html[place : tag.start()]
            parts += [str(words) if silent else self._link_words(str(words), seen), tag[0]]
            place = tag.end()
            if tag["name"] in SILENT:
                silent += -1 if tag["slash"] else 1
        parts.append(self._link_words(str(html[place:]), seen))
        return Markup("".join(parts))  # noqa: S704 - cleaned HTML, and links of ours

    def _link_words(self, words: str, seen: set[str]) -> str:
        def link(match: re.Match[str]) -> str:
            term = self._terms.get(_fold(unescape(match[0])))
            if term is None or term.anchor in seen:  # None: İ matches i, and doesn't fold to it
                return match[0]
            seen.add(term.anchor)
            self.found.add(term.anchor)
            return f'<a class="term" href="{self._url}#{term.anchor}">{match[0]}</a>'

        return self._pattern.sub(link, words)


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Match any of the names as whole words, the longest first; capitals count where they stand."""
    choices = []
    for name in sorted(names, key=len, reverse=True):
        words = r"\s+".join(re.escape(escape(word, quote=False)) for word in name.split())
        choices.append(words if name != name.lower() else f"(?i:{words})")
    return re.compile(rf"(?<![\w&/-])(?:{'|'.join(choices) or '(?!)'})(?![\w/-])")


def _taught(glossary: Iterable[Term]) -> Mapping[tuple[str, str], set[str]]:
    taught: dict[tuple[str, str], set[str]] = {}
    for term in glossary:
        if term.see:
            taught.setdefault((term.see.slug, term.see.anchor), set()).add(term.anchor)
    return taught
