"""A content folder may be somebody else's: its repository runs nothing of its own."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from notes_site import git
from notes_site.cli.check.last_commit import compare_with_last_commit
from notes_site.study.content.loading import load_library

BANK = "01-first/questions.md"
WHO = ("-c", "user.name=Author", "-c", "user.email=author@example.org")


def run(folder: Path, *words: str, given: str = "") -> str:
    """Run git as somebody who trusts the folder."""
    known = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    done = subprocess.run(
        ["git", *WHO, *words],
        cwd=folder,
        env=known,
        input=given,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.strip()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


@pytest.fixture
def program(tmp_path: Path, canary: Path) -> Path:
    """Return a program that leaves a trace."""
    file = tmp_path / "program"
    file.write_text(f"#!/bin/sh\ntouch {canary}\n")
    file.chmod(0o755)
    return file


@pytest.fixture
def committed(content: Path) -> Path:
    run(content.parent, "init", "-q")
    (content.parent / ".gitattributes").write_text("*.md filter=evil diff=evil\n")
    run(content.parent, "add", "-A")
    run(content.parent, "commit", "-q", "-m", "first")
    return content


def lose(content: Path, path: str) -> str:
    """Delete the last commit's copy of a file; return git's name for it."""
    blob = run(content, "rev-parse", f"HEAD:./{path}")
    (content.parent / ".git/objects" / blob[:2] / blob[2:]).unlink()
    return blob


def sign(content: Path) -> str:
    """Give the last commit a signature, which only a program can look at."""
    text = run(content, "cat-file", "commit", "HEAD")
    head, _, message = text.partition("\n\n")
    mark = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----"
    signed = f"{head}\n{mark}\n\n{message}\n"
    name = run(content, "hash-object", "-t", "commit", "-w", "--stdin", given=signed)
    return run(content, "update-ref", "HEAD", name)


def promise(content: Path, url: str, *more: tuple[str, str]) -> None:
    """Say that what is missing can be had from a remote."""
    settings = {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": url,
        **dict(more),
    }
    for name, value in settings.items():
        run(content, "config", name, value)
    lose(content, BANK)


def set_up(content: Path, program: Path, trap: str) -> None:
    """Lay one trap into the folder's repository."""
    hooks = content.parent / "hooks"
    hooks.mkdir()
    (hooks / "post-index-change").symlink_to(program)
    (hooks / "post-checkout").symlink_to(program)
    traps: dict[str, Callable[[], object]] = {
        "fsmonitor": lambda: run(content, "config", "core.fsmonitor", str(program)),
        "hooks": lambda: run(content, "config", "core.hooksPath", str(hooks)),
        "gpg": lambda: (
            sign(content),
            run(content, "config", "log.showSignature", "true"),
            run(content, "config", "gpg.program", str(program)),
        ),
        "textconv": lambda: run(content, "config", "diff.evil.textconv", str(program)),
        "external diff": lambda: run(content, "config", "diff.external", str(program)),
        "filter": lambda: run(content, "config", "filter.evil.clean", str(program)),
        "alias": lambda: [
            run(content, "config", f"alias.{name}", f"!{program}")
            for name in ("log", "ls-tree", "cat-file", "rev-parse", "own")
        ],
        "pager": lambda: [
            run(content, "config", name, str(program))
            for name in ("core.pager", "pager.log", "pager.ls-tree", "pager.rev-parse")
        ],
        "ssh": lambda: promise(content, "ssh://host/x", ("core.sshCommand", str(program))),
        "ext": lambda: promise(content, f"ext::{program}", ("protocol.ext.allow", "always")),
        "upload-pack": lambda: promise(
            content, str(content.parent), ("remote.origin.uploadpack", str(program))
        ),
    }
    traps[trap]()


SPRUNG_BY: dict[str, tuple[str, ...]] = {
    "fsmonitor": ("status",),
    "hooks": ("checkout", "-q", "-f", "HEAD"),
    "gpg": ("log",),
    "textconv": ("log", "-p"),
    "external diff": ("diff",),
    "filter": ("diff",),
    "alias": ("own",),
    "pager": ("--paginate", "log"),
    "ssh": ("cat-file", "blob", f"HEAD:./{BANK}"),
    "ext": ("cat-file", "blob", f"HEAD:./{BANK}"),
    "upload-pack": ("cat-file", "blob", f"HEAD:./{BANK}"),
}
UNARMED = {"pager"}
"""A pager runs at a terminal only; the test has none."""


@pytest.mark.promise("F8")
@pytest.mark.parametrize("trap", SPRUNG_BY)
def test_hostile_repository_runs_nothing(
    committed: Path, program: Path, canary: Path, trap: str
) -> None:
    set_up(committed, program, trap)
    edited = committed / BANK
    edited.write_text(edited.read_text() + "\n")
    for _ in range(2):
        assert "first" in git.read_log(committed)
        assert git.read_head(committed)
        compare_with_last_commit(committed, load_library(committed))
        assert not canary.exists(), trap
    run(committed, *SPRUNG_BY[trap])
    assert canary.exists() or trap in UNARMED, "the trap was none"


def test_missing_file_of_the_last_commit_is_said_in_one_line(committed: Path) -> None:
    blob = lose(committed, BANK)
    found = compare_with_last_commit(committed, load_library(committed))
    assert found.commit is None
    assert found.said == (
        f"Not compared with the last commit: {blob} is missing from its repository."
    )


def test_damaged_history_is_said_in_one_line(committed: Path) -> None:
    objects = committed.parent / ".git/objects"
    tree = run(committed, "rev-parse", "HEAD^{tree}")
    (objects / tree[:2] / tree[2:]).unlink()
    said = compare_with_last_commit(committed, load_library(committed)).said
    assert said.startswith("Not compared with the last commit: fatal: ")
    assert "\n" not in said
    assert git.read_log(committed) == ""


@pytest.mark.promise("F8")
def test_no_program_of_the_folder_is_taken_for_git(
    committed: Path, program: Path, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PATH that holds the folder a command stands in means the host's own, not the content's."""
    (committed / "git").symlink_to(program)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    assert git.read_head(committed)
    assert not canary.exists()


def test_repository_of_another_owner_is_read(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site may run as another user than the one who keeps the content."""
    monkeypatch.setitem(git.ENVIRONMENT, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert "01-first/topic.md" in git.read_log(committed)
