"""Telling the site to start anew, and asking which copy of the code answers."""

import shlex
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from notes_site.config import CODE_HEADER, PREFIX, ConfigError, Settings, name_code

UNIT = "notes-site"
SECONDS_TO_ANSWER = 10
SECONDS_BETWEEN = 0.2
SECONDS_TO_REPEAT = 10


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


@dataclass(frozen=True, slots=True)
class Running:
    """A site that runs: what lets it start anew, where it answers, and for how long one waits."""

    command: list[str]
    address: str
    host: str
    seconds: int

    def start_anew(self) -> str | None:
        """Return why the command failed, in a line, or None."""
        return _run(self.command)

    def wait_for(self, version: Path, least: int = 0) -> bool:
        """Wait until a version says that it is ready; return False when that takes too long.

        gunicorn ignores the order while an earlier one is being carried out, so it is repeated as
        long as another version answers. What doesn't answer is starting, and left in peace.
        """
        wanted = name_code(version)
        start = told = time.monotonic()
        while True:
            code, is_ready = self._ask()
            if code == wanted and is_ready:
                return True
            now = time.monotonic()
            if now - start > max(self.seconds, least):
                return False
            if code not in {None, wanted} and now - told > SECONDS_TO_REPEAT:
                self.start_anew()
                told = now
            time.sleep(SECONDS_BETWEEN)

    def _ask(self) -> tuple[str | None, bool]:
        """Return which copy of the code answers, if any, and whether it is ready."""
        headers = {"Host": self.host} if self.host else {}
        request = urllib.request.Request(f"{self.address}/readyz", headers=headers)  # noqa: S310 - http: see config
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
                return answer.headers[CODE_HEADER], True
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.headers[CODE_HEADER], False
        except OSError:
            return None, False


def _run(command: list[str]) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - the host's own
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
    return said[-1] if done.returncode else None
