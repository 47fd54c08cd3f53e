"""The restore drill: a site in use loses its data folder, and comes back from its backups."""

import shutil
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.durability import Client
from notes_site.store.copies.backup_folder import list_backups
from notes_site.store.database import driver
from tests.processes import gunicorn, process

WRITERS = 2
BACKUPS = 2
MOST_QUIZZES = 30
"""Of each reader: who begins over a hundred within an hour is asked to wait."""
Answered = set[tuple[int, int]]


def command(environ: dict[str, str], *words: str) -> str:
    """Run a command as a host or a timer does, in a process of its own."""
    with process(sys.executable, "-m", "notes_site", *words, env=environ, stderr=-2) as running:
        said, _ = running.communicate(timeout=120)
    assert running.returncode == 0, said
    return said


def practise_under_backups(environ: dict[str, str]) -> tuple[list[Client], Answered]:
    """Let readers answer while backups are made; return them, and what was before the last."""
    is_over, news = threading.Event(), threading.Semaphore(0)
    before: Answered = set()
    with gunicorn(environ, []) as running, ThreadPoolExecutor(WRITERS) as pool:
        names = (f"reader{number}" for number in range(WRITERS))
        readers = [Client(running.port, name, questions=5, told=news.release) for name in names]

        def live(reader: Client) -> None:
            reader.register()
            for _ in range(MOST_QUIZZES):
                if not is_over.is_set():
                    reader.take_quiz()

        living = [pool.submit(live, reader) for reader in readers]
        try:
            for number in range(BACKUPS):
                for _ in range(WRITERS):
                    assert news.acquire(timeout=60)
                before = {key for reader in readers for key in [*reader.acknowledged]}
                command(environ, "backup", str(Path(environ["NOTES_BACKUP_DIR"]) / name(number)))
        finally:
            is_over.set()
        for one in living:
            one.result()
    return readers, before


def name(number: int) -> str:
    """Name a backup as if they were made a day after each other."""
    return f"notes-2026112{number}T031700Z.db"


def answers_in(database: Path) -> Answered:
    connection = driver.connect(str(database))
    rows = connection.execute("SELECT quiz_id, position FROM answer").fetchall()
    connection.close()
    return set(rows)


@pytest.mark.long
@pytest.mark.promise("A11")
def test_site_that_lost_its_data_folder_comes_back_with_every_answer_before_the_backup(
    environ: dict[str, str], data: Path, tmp_path: Path
) -> None:
    """A11: backup under writes, loss, restore, start; in processes of their own throughout."""
    backups = tmp_path / "backups"
    backups.mkdir()
    environ |= {"NOTES_BACKUP_DIR": str(backups)}
    readers, before = practise_under_backups(environ)
    assert len(list_backups(backups)) == BACKUPS
    assert before
    shutil.rmtree(data)

    said = command(environ, "restore", "--yes", str(backups))
    assert name(BACKUPS - 1) in said
    assert before <= answers_in(data / "notes.db")
    with gunicorn(environ, []) as running:
        for reader in readers:
            back = Client(running.port, reader.name, questions=5)
            token, _ = back.form("/login")
            fields = [("csrf_token", token), ("username", reader.name)]
            status, _, _ = back.ask("POST", "/login", [*fields, ("password", PASSWORD)])
            assert status == 303
            back.take_quiz()
            quizzes = {quiz for quiz, _ in before & {*reader.acknowledged}}
            assert quizzes
            assert {back.ask("GET", f"/quizzes/{quiz}/1")[0] for quiz in quizzes} == {200}


PASSWORD = "four unrelated words"
