"""Readers who come to a server over HTTP, and servers that may do less than others."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from click.testing import CliRunner
from flask import Flask

from benchmarks.durability import Client
from notes_site.__main__ import commands
from notes_site.store.database import close_all
from notes_site.store.practice.cards import all_user_ids, find_cards
from notes_site.store.practice.days import find_days
from tests.pages import fields_of, token_of
from tests.processes import process, wait_for_port

SERVE = [sys.executable, "-u", "-m", "notes_site", "serve", "--port", "0"]
RIGHTS = "-dac_override,-dac_read_search"
"""What lets root write where nobody may."""


def without_rights(command: Sequence[str]) -> list[str]:
    """Return the command as one that obeys the permissions of files, whoever runs the tests."""
    if os.geteuid():
        return list(command)
    return ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}", *command]


@dataclass
class Reader(Client):
    """A reader with an account, who answers and knows what they were told is saved."""

    saved: dict[tuple[int, int], str] = field(default_factory=dict)

    def begin(self) -> int:
        """Start a quiz on all topics; return its number."""
        token = token_of(self.ask("GET", "/practice")[2])
        fields = [("csrf_token", token), ("length", "10"), ("mode", "mix")]
        status, location, page = self.ask("POST", "/practice", fields)
        assert status == 303, page
        return int(location.split("/")[2])

    def reply(self, quiz: int, position: int) -> int:
        """Choose the first option of a question; return the status of what came back."""
        path = f"/quizzes/{quiz}/{position}"
        page = self.ask("GET", path)[2]
        ((_, choice), *_) = fields_of(page, "choice")
        fields = [("csrf_token", token_of(page)), ("choice", choice), ("sureness", "sure")]
        status, _, _ = self.ask("POST", path, fields)
        if status == 303:
            self.saved[quiz, position] = choice
        return status

    def choices(self, quiz: int) -> list[int]:
        """Return the positions of a quiz at which options are chosen."""
        pages = ((at, self.ask("GET", f"/quizzes/{quiz}/{at}")[2]) for at in range(1, 11))
        return [at for at, page in pages if fields_of(page, "choice")]


@contextmanager
def served(environ: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve the site by its own command; yield the port and the process."""
    with process(*SERVE, env=environ) as running:
        yield wait_for_port(running), running.pid


def registered(port: int, name: str) -> Reader:
    reader = Reader(port, name)
    reader.register()
    return reader


WRITERS = 4


def run(environ: dict[str, str], *words: str) -> None:
    result = CliRunner(env=environ).invoke(commands, words)
    assert result.exit_code == 0, result.output


READ = ("/topics/first", "/search?q=starting", "/practice", "/progress", "/account", "/healthz")


QUESTIONS = 10
"""As many as the sample content has."""


def worked_out(app: Flask) -> dict[int, object]:
    """Return what the site believes of each reader's memory, and the sums of their days."""
    with app.app_context():
        found = {one: (find_cards(one), find_days(one)) for one in all_user_ids()}
        close_all()
    return dict(found)
