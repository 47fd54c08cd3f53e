"""Ids and slugs made of what people write: small letters, digits and hyphens."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 50


def name_of(words: str) -> str:
    """Return a name that reads like the words, cut between two of them; "" where none is left."""
    ascii_only = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    name = "-".join(re.findall(r"[a-z0-9]+", ascii_only))
    cut = name[:LONGEST].rpartition("-")[0] if len(name) > LONGEST else name
    return cut or name[:LONGEST]


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return the name, numbered where it is taken."""
    if wanted not in taken:
        return wanted
    return next(one for at in range(2, len(taken) + 3) if (one := f"{wanted}-{at}") not in taken)
