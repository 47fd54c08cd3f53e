"""The languages that the interface speaks: a folder of `locale/` each, read when first needed.

Babel reads them, and counts plurals and writes dates as CLDR says. It takes time and room, so a
site that speaks English alone, of interviews, never imports it.
"""

from dataclasses import replace
from functools import cache, lru_cache, partial
from gettext import GNUTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from notes_site.study.content.library import EVENTS, WRITTEN_FROM_THE_RIGHT
from notes_site.web.languages.cldr import read_joining
from notes_site.words import ENGLISH, Tongue

LOCALE = Path(__file__).parents[2] / "locale"
OWN_NAMES = {
    "ar": "العربية",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
}
"""What languages call themselves; another is shown by its code, until it is named here."""


def languages() -> tuple[str, ...]:
    """Return the code of each language the interface speaks, English among them."""
    return _find_languages(LOCALE)


@cache
def _find_languages(folder: Path) -> tuple[str, ...]:
    found = {path.parents[1].name for path in folder.glob("*/LC_MESSAGES/messages.po")}
    return tuple(sorted(found | {ENGLISH.language}))


def find_language(tag: str | None) -> str | None:
    """Return which of these a tag such as de-AT asks for: its own, else that of its base."""
    return _find_language(tag or "", LOCALE)


@lru_cache(100)
def _find_language(tag: str, folder: Path) -> str | None:
    base, *region = tag.replace("-", "_").split("_")
    wanted = "_".join([base.lower(), *(part.upper() for part in region)])
    return next((one for one in (wanted, base.lower()) if one in _find_languages(folder)), None)


def load_tongue(tag: str | None, event: str = EVENTS[0]) -> Tongue:
    """Return the language a tag asks for with its words, or English where there is none.

    What it says of an interview it says of the event, where the language has words for that.
    """
    return _load(find_language(tag) or ENGLISH.language, event, LOCALE)


@cache
def _load(language: str, event: str, folder: Path) -> Tongue:
    spoken = _load_language(language, folder)
    path = folder / language / "LC_MESSAGES" / f"{event}.po"
    if not path.is_file():
        return spoken
    catalogue, version = _read(path, language)
    catalogue.add_fallback(spoken.catalogue)
    return replace(spoken, catalogue=catalogue, version=spoken.version + version)


@cache
def _load_language(language: str, folder: Path) -> Tongue:
    if language == ENGLISH.language:
        return ENGLISH
    from babel.numbers import format_decimal

    catalogue, version = _read(folder / language / "LC_MESSAGES" / "messages.po", language)
    return Tongue(
        language,
        catalogue,
        version,
        partial(format_decimal, locale=language),
        read_joining(language, "standard"),
        read_joining(language, "or"),
    )


def _read(path: Path, language: str) -> tuple[GNUTranslations, str]:
    """Read the words of a file, and name them by what is in it."""
    from babel.messages.mofile import write_mo  # a site in English, of interviews, never needs it
    from babel.messages.pofile import read_po

    source = path.read_bytes()
    packed = BytesIO()
    # Without what has no words yet, which stays as it is without the file.
    write_mo(packed, read_po(BytesIO(source), locale=language))
    packed.seek(0)
    return GNUTranslations(packed), sha256(source).hexdigest()[:16]


def tag_of(language: str) -> str:
    """Return the language's code as HTML and HTTP write it: pt-BR."""
    return language.replace("_", "-")


def direction_of(language: str) -> str:
    """Return the way a language is written, as HTML's `dir` says it."""
    base = language.replace("-", "_").partition("_")[0]
    return "rtl" if base in WRITTEN_FROM_THE_RIGHT else "ltr"


def own_name(language: str) -> str:
    """Return what a language calls itself."""
    return OWN_NAMES.get(language, language)
