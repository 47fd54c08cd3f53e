"""Places that an author still has to fill in: `{{ fill in: what belongs here }}`."""

import re
from collections.abc import Iterable, Iterator

from notes_site.study.text.problems import Problem

PLACE = re.compile(r"\{\{ fill in: (.+?) \}\}")
SAID = "fill in: "


def find_places(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each place, and what belongs there."""
    for number, line in enumerate(text.splitlines(), 1):
        for what in PLACE.findall(line):
            yield number, f"{SAID}{what}"


def drop_echoes(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out whatever else is wrong with a line because a place in it is empty."""
    found = list(problems)
    places = {(one.file, one.line) for one in found if one.message.startswith(SAID)}
    for one in found:
        if one.message.startswith(SAID) or (one.file, one.line) not in places:
            yield one
