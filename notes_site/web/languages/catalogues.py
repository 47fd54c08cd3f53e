"""The languages that the interface speaks: a folder of `locale/` each, read when first needed.

Babel reads them, and counts plurals and writes dates as CLDR says. It takes time and room, so a
site that speaks English alone never imports it.
"""

from functools import cache, partial
from gettext import GNUTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from notes_site.study.content.library import WRITTEN_FROM_THE_RIGHT
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
    base, *region = (tag or "").replace("-", "_").split("_")
    wanted = "_".join([base.lower(), *(part.upper() for part in region)])
    return next((one for one in (wanted, base.lower()) if one in languages()), None)


def load_tongue(tag: str | None) -> Tongue:
    """Return the language a tag asks for with its words, or English where there is none."""
    return _load(find_language(tag) or ENGLISH.language, LOCALE)


@cache
def _load(language: str, folder: Path) -> Tongue:
    if language == ENGLISH.language:
        return ENGLISH
    from babel.messages.mofile import write_mo  # an English site never needs it
    from babel.messages.pofile import read_po
    from babel.numbers import format_decimal

    source = (folder / language / "LC_MESSAGES" / "messages.po").read_bytes()
    read = read_po(BytesIO(source), locale=language)
    packed = BytesIO()
    write_mo(packed, read)  # without what has no words yet, which stays English
    packed.seek(0)
    show_number = partial(format_decimal, locale=language)
    version = sha256(source).hexdigest()[:16]
    return Tongue(language, GNUTranslations(packed), version, show_number)


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
