"""Editing the sample content, and checking it as an author does: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

TOPIC, BANK = "01-first/topic.md", "01-first/questions.md"


def environ_of(content: Path) -> dict[str, str]:
    return {"NOTES_CONTENT_DIR": str(content), "NOTES_DATA_DIR": str(content.parent / "data")}


def check(content: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "notes_site", "content", "check", *options],
        env=os.environ | environ_of(content),
        capture_output=True,
        text=True,
        timeout=120,
    )


def edit(content: Path, path: str, old: str, new: str) -> None:
    file = content / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Author", "-c", "user.email=author@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)
