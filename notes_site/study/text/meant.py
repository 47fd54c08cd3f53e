"""What an author meant who wrote a word that the format doesn't know, and where it stands."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

CLOSE = 0.6
"""How alike two words are at least, from 0 to 1, for one to be taken for a slip of the other."""


def find_meant(word: str, known: Iterable[str], closeness: float = CLOSE) -> str | None:
    """Return the known word that is most like the one written; None where none is like it."""
    by_folded = {one.casefold(): one for one in known}
    near = get_close_matches(word.casefold(), by_folded, 1, closeness)
    return by_folded[near[0]] if near else None


def say_meant(word: str, known: Iterable[str]) -> str:
    """Ask for the word that was meant; "" where none is like it."""
    meant = find_meant(word, known)
    return f"did you mean {meant}?" if meant else ""


def suggest(word: str, known: Sequence[str]) -> str:
    """Say what to write instead: the word that was meant, else the words there are."""
    return say_meant(word, known) or f"write {join_or(known)}"


def join_or(words: Sequence[str]) -> str:
    """Join words as one says them: `one, two or three`."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def say_text(key: str, value: object) -> str:
    """Say that a key of a TOML file takes text, and how what stands there is written as text.

    Of a key in a table the name is in full: `host.name`.
    """
    kinds = (bool, "true or false"), ((int, float), "a number"), (list, "a list"), (dict, "a table")
    found = next((words for kind, words in kinds if isinstance(value, kind)), "a day")
    written = "…" if isinstance(value, list | dict) else str(value).lower()
    return f'{key} is text in quotes, not {found}; write {key.rpartition(".")[2]} = "{written}"'


def line_of(text: str, key: str) -> int:
    """Return the line of a `key = …`, or of a `[key]`, in a TOML file; 1 where it isn't found."""
    opening = re.compile(rf"""\s*(?:\[+\s*)?["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((at for at, line in enumerate(text.splitlines(), 1) if opening.match(line)), 1)


def line_in(text: str, table: str, key: str = "", at: int = 0) -> int:
    """Return the line of a key in a table of a TOML file, of several the one at this place from 0.

    Where the key isn't found it is the line of the table's name; 1 where that isn't either.
    """
    lines = text.splitlines()
    header = re.compile(rf"\s*\[+\s*{re.escape(table)}\s*\]")
    headers = [place for place, line in enumerate(lines) if header.match(line)]
    if at >= len(headers):
        return line_of(text, table)
    first, *after = headers[at:]
    end = after[0] if after else len(lines)
    return first + line_of("\n".join(lines[first:end]), key) if key else first + 1


def line_said(message: str) -> int:
    """Return the line that a message of tomllib names; 1 where it names none."""
    found = re.search(r"\(at line (\d+)", message)
    return int(found[1]) if found else 1
