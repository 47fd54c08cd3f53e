"""Which backup of a folder is put back, and which ones make room."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from notes_site.store.copies.backup_folder import (
    KeptBackup,
    choose_old,
    find_backup,
    list_backups,
    name_backup,
    parse_keep,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FOLDER = Path("backups")


def made(*moments: datetime) -> list[KeptBackup]:
    return [KeptBackup(at, FOLDER / name_backup(at, is_sealed=False)) for at in moments]


def days_of(backups: list[KeptBackup]) -> list[str]:
    return [f"{one.at:%m-%d}" for one in sorted(backups)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for day in range(3):
        (tmp_path / name_backup(NOON - day * DAY, is_sealed=day == 1)).touch()
    for name in ("notes.db", "notes-20261124T120000Z.db-wal", ".notes-20261124T120000Z.db.unread"):
        (tmp_path / name).touch()
    return tmp_path


def test_backup_is_found_by_the_moment_in_its_name(folder: Path) -> None:
    for moment, expected in (
        (NOON + DAY, "notes-20261123T120000Z.db"),
        (NOON, "notes-20261123T120000Z.db"),
        (NOON - timedelta(seconds=1), "notes-20261122T120000Z.db.age"),
        (NOON - 2 * DAY, "notes-20261121T120000Z.db"),
    ):
        found = find_backup(folder, moment)
        assert found
        assert found.file.name == expected
    assert find_backup(folder, NOON - 3 * DAY) is None


def test_other_files_of_the_folder_are_nobodys_backups(folder: Path) -> None:
    assert days_of(list_backups(folder)) == ["11-21", "11-22", "11-23"]


def after_each_day(days: int, keep: str) -> Iterator[list[KeptBackup]]:
    """Make a backup a day, let go each time, and yield what is left."""
    left: list[KeptBackup] = []
    for day in range(days):
        left += made(NOON + day * DAY)
        old = choose_old(left, parse_keep(keep))
        left = [one for one in left if one not in old]
        yield left


def test_newest_of_each_day_week_and_month_stays() -> None:
    *_, left = after_each_day(400, "daily=7,weekly=4,monthly=6")  # to Monday, 27 December 2027
    months = ["07-31", "08-31", "09-30", "10-31", "11-30"]
    weeks = ["12-12", "12-19"]
    days = ["12-21", "12-22", "12-23", "12-24", "12-25", "12-26", "12-27"]
    assert days_of(left) == [*months, *weeks, *days]


def test_newest_stays_whatever_is_asked_for() -> None:
    for left in after_each_day(40, "monthly=1"):
        assert len(left) == 1
    assert days_of(left) == [f"{NOON + 39 * DAY:%m-%d}"]


def test_whoever_made_no_backup_for_a_year_loses_none() -> None:
    backups = made(*(NOON - 365 * DAY + day * DAY for day in range(7)), NOON)
    assert days_of(choose_old(backups, parse_keep("daily=8"))) == []
    assert days_of(choose_old(backups, parse_keep("daily=7"))) == ["11-23"]


def test_of_several_a_day_the_newest_stays() -> None:
    backups = made(*(NOON + timedelta(hours=hour) for hour in range(5)))
    (kept,) = set(backups) - set(choose_old(backups, parse_keep("daily=2")))
    assert kept.at == NOON + timedelta(hours=4)
    assert len(choose_old(backups, parse_keep("hourly=3"))) == 2


@pytest.mark.parametrize("text", ["", "7", "daily", "daily=-1", "yearly=1", "daily=0", "daily=7;"])
def test_rule_that_keeps_nothing_or_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"keeps nothing|write it as"):
        parse_keep(text)
