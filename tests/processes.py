"""Server processes, as a host starts them."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

ADDRESS = re.compile(r"Serving on http://127\.0\.0\.1:(\d+)")


def wait_for_port(process: subprocess.Popen[str]) -> int:
    assert process.stdout
    for line in process.stdout:
        if match := ADDRESS.search(line):
            return int(match[1])
    raise AssertionError("the server ended without serving")


@contextmanager
def process(
    *command: str, env: dict[str, str] | None = None, stderr: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[str]]:
    running = subprocess.Popen(
        command,
        env=os.environ | (env or {}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()
