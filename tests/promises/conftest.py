"""Faults and attacks in a short form, and at full size where MEASURE is set."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.promises.register import MEASURED, read_measured

HEAD = MEASURED.read_text(encoding="utf-8").partition("\n\n")[0]


@dataclass(frozen=True)
class Measuring:
    """How much is done to the site, and where what was counted is kept."""

    is_whole: bool

    def choose(self, short: int, whole: int) -> int:
        return whole if self.is_whole else short

    def note(self, promise: str, fault: str, found: Mapping[str, object]) -> None:
        """Keep what was counted under a fault, but not in a short form of it."""
        if not self.is_whole:
            return
        words = ", ".join(f"{name}: {value}" for name, value in found.items())
        with MEASURED.open("r+", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # other tests may be measuring beside this one
            told = {f"{promise} {fault}": f"{words} ({datetime.now(UTC):%Y-%m-%d})"}
            known = sorted((read_measured() | told).items())
            lines = [f"{json.dumps(name)} = {json.dumps(value)}" for name, value in known]
            file.truncate()
            file.write("\n".join([HEAD, "", *lines, ""]))


@pytest.fixture
def measuring() -> Measuring:
    return Measuring(bool(os.environ.get("MEASURE")))
