"""The database of every released version opens with this one, and one version of it goes back."""

from contextlib import closing
from pathlib import Path

import pytest

from notes_site import create_app
from notes_site.store import schema
from notes_site.store.database import close_all, driver
from tests.conftest import Person
from tests.pages import texts
from tests.store.additive import find_breaks
from tests.store.owned import SWEPT
from tests.store.released.__main__ import find_version
from tests.store.released.files import RELEASED, facts_of, unpack, version_of


def test_every_released_version_left_its_database() -> None:
    """See CONTRIBUTING, "A release"."""
    assert find_version() in {version_of(file) for file in RELEASED}


@pytest.mark.promise("A12")
@pytest.mark.sqlite("whose file it is")
@pytest.mark.parametrize("file", RELEASED, ids=version_of)
def test_database_of_a_released_version_is_upgraded_with_all_it_holds(
    file: Path, environ: dict[str, str], data: Path
) -> None:
    _, before = facts_of(unpack(file, data / "notes.db"))
    app = create_app(environ)
    revision, after = facts_of(data / "notes.db")
    assert revision == schema.HEAD
    stay = before.keys() - set(SWEPT)
    added = {name: after[name] - before[name] for name in stay}
    regraded = added.pop("answer")
    assert (
        added.pop("correction") == regraded >= 0
    )  # a newer grader may take what older ones didn't
    assert set(added.values()) == {0}
    for name in ("ada", "bob"):
        person = Person(app.test_client())
        assert person.sign_in(name).status_code == 303
        assert texts(person.page("/progress"), "main")
        assert person.start_quiz()
    with app.app_context():
        close_all()


def test_code_of_the_last_release_runs_on_the_database_of_this_one(tmp_path: Path) -> None:
    """An upgrade that fails goes back to that code, and to no backup."""
    revision, _ = facts_of(unpack(RELEASED[-1], tmp_path / "notes.db"))
    assert revision >= schema.OLDEST


def database_at(revision: str, folder: Path) -> Path:
    folder.mkdir()
    app = create_app({"NOTES_DATA_DIR": str(folder), "NOTES_CONTENT_DIR": "tests/content"})
    with app.app_context():
        if revision == schema.HEAD:
            return folder / "notes.db"
        schema.downgrade(revision)
        close_all()
    return folder / "notes.db"


def test_oldest_code_that_may_run_on_this_database_finds_in_it_what_it_needs(
    tmp_path: Path,
) -> None:
    old = database_at(schema.OLDEST, tmp_path / "old")
    new = database_at(schema.HEAD, tmp_path / "new")
    assert find_breaks(old, new) == []


BROKEN = {
    "ALTER TABLE user DROP COLUMN daily_cap": "user.daily_cap is gone",
    "ALTER TABLE user ADD COLUMN motto TEXT NOT NULL DEFAULT ''": None,
    "ALTER TABLE user ADD COLUMN motto TEXT": None,
    "CREATE TABLE club (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)": None,
    "CREATE TABLE club (user_id INTEGER REFERENCES user (id) ON DELETE CASCADE)": None,
    "CREATE TABLE club (user_id INTEGER REFERENCES user (id))": (
        "club keeps user's rows from being deleted"
    ),
    "CREATE UNIQUE INDEX one_each ON flag (user_id)": "flag must have one row for user_id",
    "ALTER TABLE flag ADD COLUMN club_id INTEGER REFERENCES user (id) ON DELETE CASCADE": None,
    "ALTER TABLE flag ADD COLUMN club_id INTEGER REFERENCES user (id)": (
        "flag refers to something more"
    ),
    "ALTER TABLE flag ADD COLUMN mood TEXT CHECK (mood > '')": "flag is checked for something more",
    "DROP TABLE mark": "mark is gone",
}


@pytest.mark.parametrize(("statement", "expected"), BROKEN.items())
def test_planted_change_that_old_code_cannot_live_with_is_named(
    statement: str, expected: str | None, tmp_path: Path
) -> None:
    old = unpack(RELEASED[-1], tmp_path / "old.db")
    new = unpack(RELEASED[-1], tmp_path / "new.db")
    with closing(driver.connect(str(new))) as connection:
        connection.execute(statement)
        connection.commit()
    assert find_breaks(old, new) == ([expected] if expected else [])


def test_planted_loss_of_a_rule_that_old_code_relies_on_is_named(tmp_path: Path) -> None:
    old = unpack(RELEASED[-1], tmp_path / "old.db")
    new = unpack(RELEASED[-1], tmp_path / "new.db")
    with closing(driver.connect(str(old))) as connection:
        connection.execute("CREATE UNIQUE INDEX one_each ON flag (user_id)")
        connection.commit()
    assert find_breaks(old, new) == ["flag no longer has one row for user_id"]
