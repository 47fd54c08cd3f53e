"""Backups of a site in use, and the way back: with a server of its own and the host's commands."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from benchmarks.durability import Client
from notes_site.store.database import driver
from tests.conftest import Person
from tests.pages import texts
from tests.processes import gunicorn
from tests.promises.conftest import Measuring
from tests.promises.people import WRITERS, run
from tests.web.answering import ANSWERS, answer_rightly


def read(file: Path) -> tuple[str, set[tuple[int, int]]]:
    """Return SQLite's own verdict on a copy, and which answers it has."""
    connection = driver.connect(str(file))
    (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    answers = connection.execute("SELECT quiz_id, position FROM answer").fetchall()
    connection.close()
    return verdict, set(answers)


@pytest.mark.long
@pytest.mark.promise("A10")
def test_backups_while_readers_answer_are_sound_and_miss_nothing_acknowledged(
    environ: dict[str, str], tmp_path: Path, measuring: Measuring
) -> None:
    is_over, news = threading.Event(), threading.Semaphore(0)
    with gunicorn(environ, []) as running, ThreadPoolExecutor(WRITERS) as pool:
        names = (f"reader{number}" for number in range(WRITERS))
        writers = [Client(running.port, name, questions=10, told=news.release) for name in names]

        def live(writer: Client) -> None:
            writer.register()
            while not is_over.is_set():
                writer.take_quiz()

        living = [pool.submit(live, writer) for writer in writers]
        backups = 20
        try:
            for number in range(backups):
                assert news.acquire(timeout=60)  # something new each time
                before = {key for writer in writers for key in [*writer.acknowledged]}
                file = tmp_path / f"copy{number}.db"
                run(environ, "backup", str(file))
                verdict, answers = read(file)
                assert verdict == "ok"
                assert before <= answers
        finally:
            is_over.set()
        for one in living:
            one.result()
    found = {"backups": backups, "sound": backups, "answers in the last": len(answers)}
    measuring.note("A10", "while 4 write", found)


@pytest.mark.promise("A11")
def test_restored_site_signs_people_in_and_has_their_answers(
    app: Flask, ada: Person, environ: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "copy.db"
    quiz = ada.start_quiz()
    for position in range(1, len(ANSWERS) + 1):
        answer_rightly(ada, quiz, position)
    results, progress = (texts(ada.page(path), "main") for path in (quiz, "/progress"))
    run(environ, "backup", str(file))
    fields = {"change_password": "four unrelated words", "change_new": "another few words"}
    assert ada.submit("/account", "/account/password", **fields).status_code == 303
    assert ada.submit("/account", "/account/reset", reset_password="another few words")
    Person(app.test_client()).register("bob")
    run(environ, "restore", "--yes", str(file))
    later = Person(app.test_client())
    assert later.sign_in("bob").status_code == 422
    assert later.sign_in("ada", "another few words").status_code == 422
    assert later.sign_in("ada").status_code == 303
    assert texts(later.page(quiz), "main") == results
    assert texts(later.page("/progress"), "main") == progress
