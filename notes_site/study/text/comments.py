"""The invisible comments that carry ids and keys, and the key of a text that has none."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from notes_site.study.text.meant import suggest
from notes_site.study.text.problems import Report

COMMENT = re.compile(r"<!--(.*?)-->")
HASH = re.compile(r"[0-9a-f]{8}")
COMMA_PAIR = re.compile(r"(?<=,)\s*([a-z-]+):\s")
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A piece of Markdown that answers remember by its key."""

    key: str
    text: str


def read_pairs(text: str, line: int, report: Report) -> dict[str, str]:
    """Read `key: value; key: value`."""
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, colon, value = (piece.strip() for piece in part.partition(":"))
        if not colon or not value or key in pairs:
            report(line, f"{part!r} is not one `key: value`; separate them with ;")
        elif found := COMMA_PAIR.search(value):
            report(line, f"{found[1]}: after a comma; separate `key: value` pairs with ;")
        pairs[key] = value
    return pairs


def take_comments(
    text: str, known: Set[str], what: str, line: int, report: Report
) -> tuple[str, dict[str, str]]:
    """Return a text without its comments, and what they say under the keys that are known."""
    meta: dict[str, str] = {}
    for comment in COMMENT.findall(text):
        meta |= read_pairs(comment, line, report)
    refuse_unknown(meta, known, what, line, report)
    return COMMENT.sub("", text).strip(), meta


def refuse_unknown(
    meta: Iterable[str], known: Set[str], what: str, line: int, report: Report
) -> None:
    """Report each key that nobody reads, with the one that was meant."""
    for key in meta:
        if key not in known:
            report(line, f"{key} is no key of {what}; {suggest(key, sorted(known))}")


def is_yes(
    meta: Mapping[str, str], key: str, line: int, report: Report, *, usually: bool = False
) -> bool:
    """Read a key that takes yes or no; `usually` says what holds where it isn't written."""
    value = meta.get(key, "yes" if usually else "no")
    if value not in {"yes", "no"}:
        report(line, f"{key} is yes or no, not {value!r}")
    return value == "yes"


def read_keyed(text: str, what: str, line: int, report: Report) -> Keyed:
    """Read a piece of Markdown that may end in `<!-- key: … -->`."""
    words, meta = take_comments(text, {"key"}, what, line, report)
    key = meta.get("key", "")
    if not words:
        report(line, f"{what} without text; write it, or remove it")
    if key and not KEY.fullmatch(key):
        report(line, f"the key {key!r} is not short and plain; write letters, digits and hyphens")
    return Keyed(stored_key(key, words), words)


def stored_key(key: str, text: str) -> str:
    """Return what answers remember: the author's key hashed, else the text; a hash as it is.

    So a text that has no key can be reworded: its old hash, written as the key, keeps its answers.
    """
    return key if HASH.fullmatch(key) else text_key(key or text)


def text_key(text: str) -> str:
    """Return a hash (8 hex digits) of a text, or of the key that its author gave it."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]
