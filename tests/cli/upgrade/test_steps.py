"""An upgrade, step by step: what it refuses before it touches the site, what it does, and back."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from notes_site import open_store
from notes_site.__main__ import commands
from notes_site.cli.upgrade import versions
from notes_site.config import CODE_HEADER, ConfigError, name_code
from notes_site.store.copies.backup_folder import list_backups
from notes_site.store.copies.backups import check_copy
from notes_site.store.copies.dumps import is_dump
from notes_site.store.database import close_all
from tests.cli.upgrade.releases import (
    ONE_WAY,
    OTHER_WORDS,
    Clone,
    Edits,
    commit,
    git,
    make_clone,
)
from tests.postgresql import QUICK, Server, remove_server, start_server
from tests.store.released.files import RELEASED, facts_of, unpack


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Return a clone for all tests here: its .venv is made once."""
    return make_clone(tmp_path_factory.mktemp("made"))


@pytest.fixture
def clone(made: Clone) -> Iterator[Clone]:
    """Return the clone as it was made."""
    yield made
    git(made.root, "reset", "-q", "--hard", "first")
    git(made.root, "clean", "-q", "-f", "-d")
    (made.root / "versions/current").unlink(missing_ok=True)


@pytest.fixture
def known(environ: dict[str, str], data: Path) -> dict[str, str]:
    """Return the settings of a site with readers and answers, which starts anew at once."""
    unpack(RELEASED[-1], data / "notes.db")
    return environ | {"NOTES_RELOAD_COMMAND": "true"}


@contextmanager
def answering(clone: Clone, *, never_ready: str = "") -> Iterator[str]:
    """Answer /readyz as a site of the version in place would; yield the address."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_ready = not (never_ready and clone.current.name == never_ready[:12])
            self.send_response(200 if is_ready and self.path == "/readyz" else 503)
            self.send_header(CODE_HEADER, name_code(clone.current))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with socketserver.TCPServer(("127.0.0.1", 0), Site) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            serving.join()


def upgrade(clone: Clone, environ: dict[str, str], *words: str) -> tuple[int, str]:
    """Upgrade the clone from here, as the command of the version in place would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "CHECKOUT", clone.current)
        ended = CliRunner(env=environ).invoke(commands, ["upgrade", *words])
    said = f"{ended.exception}\n" if isinstance(ended.exception, ConfigError) else ""
    assert said or ended.exception is None or isinstance(ended.exception, SystemExit), ended
    return ended.exit_code, ended.output + said


def refused(clone: Clone, environ: dict[str, str], *words: str) -> str:
    """Return the one line that says why nothing was done; the site is as it was."""
    code, said = upgrade(clone, environ, *words)
    assert code == 1, said
    assert clone.current == clone.root
    return said.splitlines()[-1]


@pytest.mark.long
@pytest.mark.promise("A12")
@pytest.mark.parametrize(
    ("edits", "then", "expected"),
    [
        ({}, "raise RuntimeError('half way')", "can't start with what is here"),
        ({}, "op.execute('DELETE FROM answer')", "would make 2 readers, 0 answers of 2 readers, "),
        (ONE_WAY, "pass", "There is no way back from the new version"),
    ],
)
def test_version_that_would_do_harm_is_found_out_on_a_copy(
    clone: Clone,
    known: dict[str, str],
    data: Path,
    edits: Edits,
    then: str,
    expected: str,
) -> None:
    before = facts_of(data / "notes.db")
    (data / "before-upgrade").mkdir()
    for day in range(1, 8):
        (data / f"before-upgrade/notes-2026010{day}T120000Z.db").touch()
    version = clone.release(edits, then)
    assert expected in refused(clone, known, "--to", version)
    assert facts_of(data / "notes.db") == before
    *kept, newest = list_backups(data / "before-upgrade")
    assert [one.at.day for one in kept] == [4, 5, 6, 7]
    assert check_copy(newest.file).answers
    assert [*data.glob(".backup-*")] == []


@pytest.mark.long
def test_version_that_does_not_like_the_content_is_found_out_on_a_copy(
    clone: Clone, known: dict[str, str], content: Path
) -> None:
    (content / "02-second/topic.md").write_text("no front matter")
    version = clone.release({})
    assert "02-second/topic.md" in refused(clone, known, "--to", version)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = start_server(**QUICK)
    yield started
    remove_server(started)


@pytest.fixture
def on_server(known: dict[str, str], data: Path, server: Server) -> dict[str, str]:
    """Return the settings of the same site on PostgreSQL, whose role may make databases."""
    name = server.create()
    server.do("CREATE ROLE {role} LOGIN CREATEDB", role=f"of_{name}")
    server.do("ALTER DATABASE {name} OWNER TO {role}", name=name, role=f"of_{name}")
    url = server.url(name).replace("//postgres@", f"//of_{name}@")
    with open_store(known).app_context():
        close_all()
    copied = CliRunner(env=known).invoke(
        commands, ["database", "copy", f"sqlite:///{data / 'notes.db'}", url]
    )
    assert copied.exit_code == 0, copied.output
    (data / "notes.db").unlink()
    return known | {"NOTES_DATABASE_URL": url}


def databases_of(server: Server) -> list[str]:
    with psycopg.connect(server.url()) as connection:
        return [str(name) for (name,) in connection.execute("SELECT datname FROM pg_database")]


@pytest.mark.long
def test_version_is_tried_on_a_copy_on_the_server_and_takes_over_where_it_does_no_harm(
    clone: Clone, on_server: dict[str, str], server: Server, data: Path
) -> None:
    before = databases_of(server)
    harmful = clone.release({}, "op.execute('DELETE FROM answer')")
    said = refused(clone, on_server, "--to", harmful)
    assert "would make 2 readers, 0 answers of 2 readers, " in said
    good = clone.release({})
    with answering(clone) as address:
        code, said = upgrade(clone, on_server, "--to", good, "--ask", address)
    assert code == 0, said
    assert clone.current == clone.root / "versions" / good[:12]
    assert databases_of(server) == before
    assert all(is_dump(one.file) for one in list_backups(data / "before-upgrade"))


@pytest.mark.long
def test_where_no_copy_can_be_made_a_host_decides_whether_to_go_on_without(
    clone: Clone, on_server: dict[str, str], server: Server
) -> None:
    url = on_server["NOTES_DATABASE_URL"]
    role, name = url.split("//")[1].split("@")[0], url.split("/")[3].split("?")[0]
    version = clone.release({})
    server.do("CREATE DATABASE {name}", name=f"{name}_trial")
    said = refused(clone, on_server, "--to", version)
    assert f"there is a database {name}_trial: another upgrade is under way" in said
    server.do("DROP DATABASE {name}", name=f"{name}_trial")
    server.do("ALTER ROLE {role} NOCREATEDB", role=role)
    said = refused(clone, on_server, "--to", version)
    assert f"{role} may make no database" in said
    assert "Or say --without-trial." in said
    with answering(clone) as address:
        words = ("--to", version, "--ask", address, "--without-trial")
        assert upgrade(clone, on_server, *words)[0] == 0


@pytest.mark.long
def test_upgrade_takes_the_commands_along_and_can_be_taken_back(
    clone: Clone, known: dict[str, str], data: Path
) -> None:
    """Back is an upgrade, too: to an older version, which runs on the newer tables."""
    version = clone.release(OTHER_WORDS | ONE_WAY)
    before, _ = facts_of(data / "notes.db")
    with answering(clone) as address:
        code, said = upgrade(clone, known, "--to", version, "--one-way", "--ask", address)
        assert code == 0, said
        assert clone.current == clone.root / "versions" / version[:12]
        assert "Planted words" in clone.run(known, "settings", "--help")[1]
        assert facts_of(data / "notes.db")[0] == before, "the start migrates, not the upgrade"

        code, said = upgrade(clone, known, "--to", "first", "--ask", address)
        assert code == 0, said
        assert "List every setting" in clone.run(known, "settings", "--help")[1]


@pytest.mark.long
def test_version_that_is_never_ready_is_left_again_and_no_backup_is_put_back(
    clone: Clone, known: dict[str, str], data: Path
) -> None:
    version = clone.release({})
    with answering(clone, never_ready=version) as address:
        words = ("--to", version, "--ask", address, "--patience", "1")
        code, said = upgrade(clone, known, *words)
    assert code == 1
    assert "was not ready within 1 seconds). The version before answers" in said
    assert clone.current == clone.root
    assert "Restored" not in said


def test_upgrade_that_would_lose_somebodys_own_changes_is_refused(
    clone: Clone, known: dict[str, str]
) -> None:
    version = clone.release({})
    (clone.root / "own.md").touch()
    assert "has changes of its own, the first: ?? own.md" in refused(clone, known, "--to", version)
    commit(clone.root, "A change of the host's")
    assert "has 1 commits that the new version lacks" in refused(clone, known, "--to", version)


def test_what_an_upgrade_needs_to_know_is_asked_for(
    clone: Clone, known: dict[str, str], tmp_path: Path
) -> None:
    assert "There is no tag, branch or commit v99" in refused(clone, known, "--to", "v99")
    assert "There is no tag" in refused(clone, known, "--to", "--output=x")
    relative = known | {"NOTES_CONTENT_DIR": "content"}
    assert "write the path in full" in refused(clone, relative)
    silent = known | {"NOTES_RELOAD_COMMAND": "", "PATH": str(tmp_path)}
    assert "set NOTES_RELOAD_COMMAND" in refused(clone, silent)
    assert "There is no git here" in refused(clone, known | {"PATH": str(tmp_path)})
    git(clone.root, "checkout", "-q", "--detach")
    assert "follows no branch" in refused(clone, known)
    git(clone.root, "checkout", "-q", "main")
    assert "Set NOTES_DATA_DIR" in refused(clone, known | {"NOTES_DATA_DIR": ""})


def test_link_that_leads_nowhere_is_said(clone: Clone, known: dict[str, str]) -> None:
    (clone.root / "versions").mkdir(exist_ok=True)
    (clone.root / "versions/current").symlink_to("gone")
    code, said = clone.run(known, "settings")
    assert code == 1
    assert "which is gone; make it lead to a version" in said


def test_only_the_owner_of_a_clone_upgrades_it_and_from_the_version_in_place(
    clone: Clone, known: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (clone.root / "versions").mkdir(exist_ok=True)
    versions.Home(clone.root).switch_to(clone.root)
    monkeypatch.setattr(versions, "CHECKOUT", clone.root / "versions/older")
    with pytest.raises(ConfigError, match="Another version runs"):
        versions.find_home()
    monkeypatch.setattr(versions, "CHECKOUT", clone.root)
    monkeypatch.setattr("os.geteuid", lambda: -1)
    with pytest.raises(ConfigError, match="another user's"):
        versions.find_home()
    monkeypatch.setattr(versions, "is_checkout", lambda: False)
    with pytest.raises(ConfigError, match="This is no clone"):
        versions.find_home()


@pytest.mark.long
def test_site_that_cannot_be_started_anew_is_left_with_the_version_before(
    clone: Clone, known: dict[str, str]
) -> None:
    version = clone.release({})
    with answering(clone) as address:
        failing = known | {"NOTES_RELOAD_COMMAND": "sh -c 'echo no such unit >&2; exit 5'"}
        code, said = upgrade(clone, failing, "--to", version, "--ask", address)
    assert code == 1
    assert "did not take over (no such unit). The version before answers" in said
    assert clone.current == clone.root
