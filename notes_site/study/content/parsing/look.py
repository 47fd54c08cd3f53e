"""The `[look]` of site.toml: an accent that can be read in both themes, and the kind of letters."""

from collections.abc import Iterator

from notes_site.study.content.look.colours import COLOUR, read_colour, write_colour
from notes_site.study.content.look.tokens import DARK, LIGHT, Look, accent_for
from notes_site.study.text.meant import say_meant
from notes_site.study.text.problems import Report

PICTURE_KEYS = ("logo", "header", "icon", "share", "share-words")
LOOK_KEYS = ("accent", "accent-dark", "letters", *PICTURE_KEYS)
LETTERS = ("serif", "sans")
HEADERS = ("logo and name", "logo")
LONGEST_WORDS = 300
KEYS = 'accent = "#7a1f78", accent-dark = "#e2a8e0", letters = "sans" or "serif", logo, icon, share'


def parse_look(given: object, report: Report) -> Look:
    """Read what the table holds; a mistake is reported, and nothing is taken."""
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        report(1, f"look is a table [look] with {KEYS}, each as text in quotes")
        return Look()
    for key in given.keys() - {*LOOK_KEYS}:
        report(1, f"look.{key}: {say_meant(key, LOOK_KEYS) or f'write {KEYS} in [look]'}")
        return Look()
    for said in _find_mistakes_of_pictures(given):
        report(1, said)
    if given.get("letters", "sans") not in LETTERS:
        report(1, f"look.letters is {' or '.join(LETTERS)}; without it texts have serifs")
        return Look()
    accents = _read_accents(given, report)
    return Look(*accents, given.get("letters", "")) if accents else Look()


def _find_mistakes_of_pictures(given: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with what stands beside the pictures' names."""
    if given.get("header", HEADERS[0]) not in HEADERS:
        yield f"look.header is {' or '.join(HEADERS)}"
    if "header" in given and "logo" not in given:
        yield "look.header needs look.logo, the picture that stands there"
    words = given.get("share-words", "").strip()
    if bool(words) != ("share" in given):
        yield "look.share needs look.share-words, what it shows, and these need it"
    if len(words) > LONGEST_WORDS or "\n" in words:
        yield f"look.share-words: write one line of at most {LONGEST_WORDS} characters"


def _read_accents(given: dict[str, str], report: Report) -> tuple[str, str] | None:
    """Return the accent of both themes, the dark one worked out where it isn't given."""
    accent, dark = given.get("accent", ""), given.get("accent-dark", "")
    for key, colour in (("accent", accent), ("accent-dark", dark)):
        if colour and not COLOUR.match(colour):
            report(1, f"look.{key} is a colour such as #7a1f78, not {colour[:40]!r}")
            return None
    if dark and not accent:
        report(1, "look.accent-dark needs look.accent, the one of the light theme")
        return None
    if not accent:
        return "", ""
    themes = (("accent", accent, LIGHT, "light"), ("accent-dark", dark, DARK, "dark"))
    for key, colour, papers, theme in themes:
        readable = write_colour(accent_for(read_colour(colour or accent), papers))
        if colour and readable != colour.lower():
            report(
                1,
                f"look.{key}: {colour} is hard to read in the {theme} theme (under 4.5 to 1);"
                f" the nearest that isn't is {readable}",
            )
            return None
        dark = readable if key == "accent-dark" else dark
    return accent.lower(), dark
