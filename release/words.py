"""`python3 run.py words` gathers the interface's words for translators, into the catalogues.

`messages.pot` gets all words that the code and the templates have, and each language's
`messages.po` those that are new: its translations stay, what nearly fits is marked fuzzy, what
nobody says any more goes. `python3 run.py words pt_BR` begins a language. What names the event that
a course prepares for stands, in words for another event, in `exam.po` and `certificate.po`, too.
"""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from notes_site.study.content.library import EVENTS
from release.pins import ROOT

LOCALE = ROOT / "notes_site" / "locale"
TEMPLATE = "messages.pot"
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "later", "gettext")),
    "ngettext": (1, 2),
    "_count": (2, 3),
    **dict.fromkeys(("pgettext", "later_in"), ((1, "c"), 2)),
}
"""What words go through, and which of its arguments they are; `c` is what tells two apart."""
SOURCES = (
    ("notes_site", [("**.py", "python")]),
    ("templates", [("**.html", "jinja2.ext:babel_extract")]),
)
OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}
WIDTH = 100
EVENT, *OTHER_EVENTS = EVENTS
ENGLISH = "en"
"""It needs words for other events alone."""


def gather(root: Path = ROOT) -> Catalog:
    """Return all words of the interface, each with the files that say it."""
    catalog = Catalog()
    for folder, methods in SOURCES:
        found = extract_from_dir(root / folder, methods, OPTIONS, KEYWORDS)
        for file, _line, words, comments, context in found:
            place = [(f"{folder}/{Path(file).as_posix()}", 0)]
            catalog.add(words, locations=place, auto_comments=comments, context=context)
    return catalog


def find_of_event(words: Catalog) -> Catalog:
    """Return those words that name the event: all that have its word."""
    catalog = Catalog()
    for message in words:
        if EVENT in str(message.id).casefold():
            catalog.add(message.id, locations=message.locations, context=message.context)
    return catalog


def as_template(catalog: Catalog) -> bytes:
    """Return the file that translators' tools begin with; it changes only where words do."""
    file = BytesIO()
    write_po(file, catalog, width=WIDTH, omit_header=True, include_lineno=False)
    return file.getvalue()


def find_missing(catalog: Catalog) -> int:
    """Count the words without a translation that somebody has looked at."""
    return sum(
        1
        for message in catalog
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    )


def _strings(string: object) -> Sequence[object]:
    return string if isinstance(string, list | tuple) else [string]


def read_catalogue(path: Path) -> Catalog:
    """Read a language's words; the folder says which language it is."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, abort_invalid=True)


def renew(path: Path, words: Catalog) -> Catalog:
    """Bring a language's catalogue up to date, or begin it, and return it."""
    if path.exists():
        catalog = read_catalogue(path)
    else:
        language = path.parents[1].name
        comment = f"# The interface's words in {language}. CONTRIBUTING.md says how they come here."
        catalog = Catalog(language, header_comment=comment, project="notes-site", fuzzy=False)
    catalog.update(words, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=WIDTH, ignore_obsolete=True, include_lineno=False)
    return catalog


def main(languages: Sequence[str]) -> None:
    words = gather()
    (LOCALE / TEMPLATE).write_bytes(as_template(words))
    print(f"{len(words)} texts of the interface.")
    spoken = {path.parents[1].name for path in LOCALE.glob("*/LC_MESSAGES/messages.po")}
    named = dict.fromkeys(OTHER_EVENTS, find_of_event(words))
    files = dict.fromkeys((*spoken, *languages), {"messages": words} | named) | {ENGLISH: named}
    for language, catalogs in sorted(files.items()):
        for name, said in catalogs.items():
            missing = find_missing(renew(LOCALE / language / "LC_MESSAGES" / f"{name}.po", said))
            print(f"{language}/{name}: {missing} missing" if missing else f"{language}/{name}")


if __name__ == "__main__":
    main(sys.argv[1:])
