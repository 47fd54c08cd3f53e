"""Telling the site to start anew, and asking which copy of the code answers."""

import shlex
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from notes_site.config import CODE_HEADER, PREFIX, ConfigError, Settings, name_code

UNIT = "notes-site"
SECONDS_TO_ANSWER = 10
SECONDS_BETWEEN = 0.2


def find_reload_command(settings: Settings) -> list[str]:
    """Return what lets the site start anew: what the host set, or systemd where it has the unit."""
    if settings.reload_command:
        return shlex.split(settings.reload_command)
    if _run(["systemctl", "cat", UNIT]) is None:
        return ["systemctl", "reload-or-restart", UNIT]
    raise ConfigError(
        f"Nobody knows how to restart the site: there is no unit {UNIT} here; "
        f"set {PREFIX}RELOAD_COMMAND."
    )


def start_anew(command: list[str]) -> str | None:
    """Run the command; return why it failed, in a line, or None."""
    return _run(command)


def wait_for(version: Path, address: str, host: str, seconds: int) -> bool:
    """Ask the site until a version says that it is ready; False when that takes too long."""
    deadline = time.monotonic() + seconds
    wanted = name_code(version)
    while (found := _ready_code(address, host)) != wanted and time.monotonic() < deadline:
        time.sleep(SECONDS_BETWEEN)
    return found == wanted


def _ready_code(address: str, host: str) -> str | None:
    """Return which copy of the code answers as ready; the host's name goes with the question."""
    headers = {"Host": host} if host else {}
    request = urllib.request.Request(f"{address}/readyz", headers=headers)  # noqa: S310 - http: see config
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            found: str | None = answer.headers[CODE_HEADER]
            return found
    except (OSError, urllib.error.URLError):
        return None


def _run(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the host's own
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
    return said[-1] if done.returncode else None
