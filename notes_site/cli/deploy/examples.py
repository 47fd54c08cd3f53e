"""The files of `deploy/` are examples that work as they stand; here their words are exchanged.

So whoever reads one sees a whole file, and a test can try it.
"""

import re
from collections.abc import Mapping

from notes_site.cli.deploy.hosting import BACKUP_DIR, DATA_DIR, Hosting
from notes_site.config import find_folder

HOST = "notes.example.org"
HOME = "/srv/notes-site"
HERE = "127.0.0.1:5000"
COMMAND = "/usr/bin/python3 run.py"


def read_example(name: str) -> str:
    return (find_folder("deploy") / name).read_text(encoding="utf-8")


def without_comments(text: str) -> str:
    """Leave out what stands above the first line that does something: it is said to who copies."""
    lines = text.splitlines(keepends=True)
    first = next(at for at, line in enumerate(lines) if line.strip() and line[0] != "#")
    return "".join(lines[first:])


def fill(text: str, hosting: Hosting) -> str:
    """Exchange all words of the examples at once: none is looked for in what another became."""
    return exchange(text, _words(hosting))


def exchange(text: str, words: Mapping[str, str]) -> str:
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(pattern, lambda found: words[found[0]], text)


def replace(text: str, old: str, new: str) -> str:
    """Replace what must stand there: an example that was edited fails here, and not on a host."""
    if old not in text:
        raise ValueError(f"the example has no {old!r}")
    return text.replace(old, new)


def _words(hosting: Hosting) -> Mapping[str, str]:
    return {
        HOST: hosting.host,
        HOME: str(hosting.home),
        DATA_DIR: hosting.data_dir,
        BACKUP_DIR: hosting.backup_dir,
        HERE: f"127.0.0.1:{hosting.port}",
        COMMAND: hosting.command,
        f"{HOME}/.venv/bin": str(hosting.packages),
        "User=notes\n": f"User={hosting.user}\n",
        "u notes ": f"u {hosting.user} ",
        " notes notes\n": f" {hosting.user} {hosting.user}\n",
        " root notes\n": f" root {hosting.user}\n",
        "-u notes ": f"-u {hosting.user} ",
    }
