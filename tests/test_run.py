"""run.py: what it runs, and what it says when it can't."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-postgresql.lock", "requirements-dev.lock")


@pytest.fixture
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ([], ["-m", "notes_site", "serve"]),
        (["--port", "5055"], ["-m", "notes_site", "serve", "--port", "5055"]),
        (["serve", "--port", "1"], ["-m", "notes_site", "serve", "--port", "1"]),
        (["bench", "--short"], ["-m", "benchmarks", "--short"]),
        (["lock", "--keep"], ["-m", "release.lock", "--keep"]),
        (["sbom", "parts.json"], ["-m", "release.sbom", "parts.json"]),
        (["build", "dist"], ["-m", "release.build", "dist"]),
        (["doctor", "--ask"], ["-m", "notes_site", "doctor", "--ask"]),
        (["content", "check"], ["-m", "notes_site", "content", "check"]),
        (["--help"], ["-m", "notes_site", "--help"]),
    ],
)
def test_words_become_a_command(run: ModuleType, words: list[str], command: list[str]) -> None:
    assert run.find_command(words) == command


def test_tests_run_on_all_cores_unless_told_otherwise(run: ModuleType) -> None:
    command = run.find_command(["test", "-n0"])
    assert command.index("auto") < command.index("-n0")  # the last one counts


def test_test_runs_all_tests_or_those_named(run: ModuleType) -> None:
    assert run.find_command(["test", "-x"])[-2:] == [str(ROOT / "tests"), "-x"]
    assert run.find_command(["test", "-k", "x", "tests/web"])[-1] == "tests/web"


@pytest.mark.promise("F5")
def test_locks_pin_every_package_by_hash_and_name_no_index() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
        pins = [number for number, line in enumerate(lines) if not line.startswith(" ")]
        assert len(pins) > 20
        for number in pins:
            assert re.fullmatch(r"[a-z0-9.-]+(\[[a-z,]+\])?==[^ ]+( ; .+)? \\", lines[number])
            assert re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", lines[number + 1])
        for word in ("://", "--index", "--find-links"):
            assert word not in text


def test_larger_lock_holds_all_of_the_smaller() -> None:
    """So that going on to another one never leaves a package of the first behind."""

    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}

    smallest, server, largest = map(pins, LOCKS)
    assert smallest < server < largest
    assert {one.partition("==")[0] for one in server - smallest} == {"psycopg", "psycopg-binary"}


def test_second_start_sets_nothing_up(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin/python").touch()
    monkeypatch.setattr(run, "PYTHON", venv / "bin/python")
    monkeypatch.setattr(run, "STAMP", venv / "installed-locks")
    calls: list[str] = []

    def note(name: str) -> Path:
        calls.append(name)
        return tmp_path

    for name in ("make_venv", "install", "site_packages"):
        monkeypatch.setattr(run, name, lambda *_, name=name: note(name))
    run.set_up(run.DEV_LOCK)
    assert calls == ["make_venv", "install", "site_packages"]
    run.set_up(run.DEV_LOCK)
    run.set_up(run.SERVER_LOCK)
    run.set_up(run.LOCK)
    assert calls == ["make_venv", "install", "site_packages"]


def test_interrupted_set_up_is_done_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(run, "PYTHON", tmp_path / "python")
    monkeypatch.setattr(run, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(run, "make_venv", lambda: (tmp_path / "python").touch())
    monkeypatch.setattr(run, "site_packages", lambda: tmp_path)
    monkeypatch.setattr(run, "install", lambda _: sys.exit("no network"))
    with pytest.raises(SystemExit):
        run.set_up(run.LOCK)
    tried: list[Path] = []
    monkeypatch.setattr(run, "install", tried.append)
    run.set_up(run.LOCK)
    assert tried == [run.LOCK]


@pytest.mark.parametrize(
    ("words", "url", "lock"),
    [
        (["serve"], "", "LOCK"),
        (["serve"], "sqlite:////data/notes.db", "LOCK"),
        (["serve"], "postgresql://notes@/notes", "SERVER_LOCK"),
        (["database", "copy", "sqlite:////data/notes.db", "postgres://a/b"], "", "SERVER_LOCK"),
        (["test"], "postgresql+psycopg://notes@/notes", "DEV_LOCK"),
    ],
)
def test_driver_of_postgresql_is_installed_where_an_address_asks_for_it(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, words: list[str], url: str, lock: str
) -> None:
    chosen: list[Path] = []
    monkeypatch.setattr(run, "set_up", chosen.append)
    monkeypatch.setattr(run, "run", lambda _: None)
    monkeypatch.setenv("NOTES_DATABASE_URL", url)
    run.main(words)
    assert chosen == [getattr(run, lock)]


def test_old_python_is_told_so(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.sys, "version_info", (3, 10, 0))
    with pytest.raises(SystemExit, match=r"needs Python 3.11 or newer"):
        run.main([])


def test_site_runs_from_any_folder(run: ModuleType, tmp_path: Path) -> None:
    """What run.py starts is found wherever it is called from, through a .pth file of .venv."""
    help_text = subprocess.run(
        [run.OUTER_PYTHON, str(ROOT / "run.py"), "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert help_text.returncode == 0, help_text.stderr
    assert "Serve the site" in help_text.stdout
