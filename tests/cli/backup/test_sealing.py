"""A sealed backup is opened by its key alone, and by nothing where a byte of it was changed."""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from notes_site.store.people.users import add_user, find_credentials
from tests.cli.backup.typing_it import run

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _needs_age() -> None:
    if not shutil.which("age") and not os.environ.get("CI"):
        pytest.skip("needs age")


def make_key(file: Path) -> str:
    """Make a key as the documentation says; return its public half."""
    subprocess.run(["age-keygen", "-o", str(file)], check=True, capture_output=True)
    asked = ["age-keygen", "-y", str(file)]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def sealing(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Return the settings of a site that seals its backups."""
    make_key(tmp_path / "key")
    return environ | {"NOTES_BACKUP_KEY_FILE": str(tmp_path / "key")}


@pytest.fixture
def sealed(app: Flask, sealing: dict[str, str], tmp_path: Path) -> Path:
    """Return the sealed backup of a site with one reader, in a folder of its own."""
    (tmp_path / "backups").mkdir()
    with app.app_context():
        add_user("ada-lovelace", "hash", NOON)
    code, said = run(sealing, "backup", "--to", str(tmp_path / "backups"))
    assert code == 0, said
    assert "1 readers, 0 answers; sealed, opened again, and whole)" in said
    (file,) = (tmp_path / "backups").iterdir()
    return file


def test_sealed_backup_says_nothing_and_is_put_back_by_its_key(
    app: Flask, sealing: dict[str, str], sealed: Path, data: Path
) -> None:
    assert sealed.suffixes[-2:] == [".db", ".age"]
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert b"ada-lovelace" not in sealed.read_bytes()
    with app.app_context():
        add_user("bob", "hash", NOON)
        assert run(sealing, "restore", "--yes", str(sealed.parent))[0] == 0
        assert find_credentials("ada-lovelace")
        assert find_credentials("bob") is None
    assert [*data.glob(".backup-*")] == []


def refused(environ: dict[str, str], file: Path) -> str:
    code, said = run(environ, "restore", "--yes", str(file))
    assert code == 1
    assert said.count("\n") == 1
    return said


def test_no_key_another_key_and_no_age_are_said_in_a_line(
    environ: dict[str, str],
    sealing: dict[str, str],
    sealed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "is sealed; name its key by NOTES_BACKUP_KEY_FILE" in refused(environ, sealed)
    make_key(tmp_path / "other")
    other = environ | {"NOTES_BACKUP_KEY_FILE": str(tmp_path / "other")}
    assert "no identity matched" in refused(other, sealed)
    gone = environ | {"NOTES_BACKUP_KEY_FILE": str(tmp_path / "gone")}
    assert f"the key file {tmp_path / 'gone'} can't be read" in refused(gone, sealed)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "apt install age" in refused(sealing, sealed)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_altered_and_truncated_files_are_refused_and_nothing_is_lost(
    app: Flask, sealing: dict[str, str], sealed: Path, share: float
) -> None:
    """At its beginning, in its middle, and at its end."""
    whole = sealed.read_bytes()
    place = 250 + int(share * (len(whole) - 300))
    altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
    with app.app_context():
        add_user("bob", "hash", NOON)
        for broken in (altered, whole[:place], whole + b"x"):
            sealed.write_bytes(broken)
            assert "was not opened" in refused(sealing, sealed)
        assert find_credentials("bob")


def test_site_with_the_public_half_seals_and_cannot_open(
    app: Flask, environ: dict[str, str], tmp_path: Path
) -> None:
    """Whoever breaks into the server reads no old backup there."""
    (tmp_path / "public").write_text(make_key(tmp_path / "key"))
    public, secret = (
        environ | {"NOTES_BACKUP_KEY_FILE": str(tmp_path / name)} for name in ("public", "key")
    )
    with app.app_context():
        add_user("ada", "hash", NOON)
    file = tmp_path / "copy.db.age"
    assert "the key that opens it is not here" in run(public, "backup", str(file))[1]
    assert "has no secret half" in refused(public, file)
    assert run(secret, "restore", "--yes", str(file))[0] == 0


def test_backup_that_could_not_be_sealed_leaves_nothing_behind(
    app: Flask, environ: dict[str, str], tmp_path: Path, data: Path
) -> None:
    (tmp_path / "no-key").write_text("not a key\n")
    settings = environ | {"NOTES_BACKUP_KEY_FILE": str(tmp_path / "no-key")}
    (tmp_path / "backups").mkdir()
    code, said = run(settings, "backup", "--to", str(tmp_path / "backups"))
    assert code == 1
    assert said.startswith("Error: Nothing was saved to ")
    assert said.count("\n") == 1
    assert [*(tmp_path / "backups").iterdir(), *data.glob(".backup-*")] == []
