"""Reads what a lock pins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
SERVER_LOCK = ROOT / "requirements-postgresql.lock"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+?))? *\\?$")
HASH = re.compile(r"^ +--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """One package: its version, where it is installed ("" for everywhere), its files' hashes."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def read_pins(text: str) -> Mapping[str, Pin]:
    """Return the pins of a lock by name."""
    pins: dict[str, Pin] = {}
    for line in text.splitlines():
        if match := PIN.match(line):
            name, version, marker = match.groups()
            pins[name] = Pin(name, version, marker or "", ())
        elif match := HASH.match(line):
            last = pins[next(reversed(pins))]
            pins[last.name] = Pin(last.name, last.version, last.marker, (*last.hashes, match[1]))
    return pins


def number(version: str) -> tuple[int, ...]:
    """Return a version as numbers that can be compared."""
    return tuple(int(part) for part in re.findall(r"\d+", version))
