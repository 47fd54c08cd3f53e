"""What a check finds: how it is, what was seen, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from notes_site.config import Settings

Verdict = Literal["ok", "warn", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: `do` is "" where nothing is to be done."""

    check: str
    verdict: Verdict
    seen: str
    do: str = ""

    def __str__(self) -> str:
        advice = f"; {self.do}" if self.do else ""
        return f"{self.verdict:<6} {self.check:<12} {self.seen}{advice}."


@dataclass(frozen=True, slots=True)
class Visit:
    """What the checks are about: the settings, and when the doctor came."""

    settings: Settings
    now: datetime


def is_wrong(findings: Iterable[Finding]) -> bool:
    return any(finding.verdict == "wrong" for finding in findings)
