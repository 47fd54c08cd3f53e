"""The words for how often something is asked, and of whom: what an author may write."""

from collections.abc import Mapping

from notes_site.study.text.meant import suggest
from notes_site.study.text.problems import Report

ALWAYS, OFTEN, SOMETIMES = ASKED = ("always", "often", "sometimes")
"""How often interviewers ask for it; `SOMETIMES` is what nobody has to write."""
ESSENTIAL = frozenset({ALWAYS, OFTEN})
LEVELS: Mapping[int, str] = {1: "junior", 2: "middle", 3: "senior"}
"""Who is asked, by the number that is stored: a question's difficulty."""
SPOKEN = "say-it-in-one-minute"
"""The anchor of the section that has a topic as one would say it aloud."""
BY_LEVEL = {word: number for number, word in LEVELS.items()}


def read_asked(meta: Mapping[str, str], line: int, report: Report) -> str:
    """Read `asked:`; SOMETIMES where it isn't written, or is no word that is known."""
    said = meta.get("asked", SOMETIMES)
    if said not in ASKED:
        report(line, f"asked: {said} says no frequency; {suggest(said, ASKED)}")
        return SOMETIMES
    return said


def read_level(said: str) -> int:
    """Read a level by its word or by its number; 0 for anything else."""
    return BY_LEVEL.get(said) or (int(said) if said in {"1", "2", "3"} else 0)
