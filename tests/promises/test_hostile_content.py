"""A folder of content with everything in it that somebody hostile or careless may send."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.check.checking import check

FRONT = "---\ntitle: {name}\nsummary: Words.\ngroup: Basics\nminutes: 2\n---\n\n"
BOMB = "\n".join(
    [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9) if at else 'x'}]" for at in range(12)]
)
QUESTION = """### Which {name}?
<!-- id: {id}; difficulty: 1; see: {name}#one -->

- [x] this <!-- key: this -->
    > Yes.
- [ ] that <!-- key: that -->
    > No.

> **Why:** so it is.
"""
SHORT = """### Which word, {name}?
<!-- id: {id}; type: short-answer; difficulty: 1; see: {name}#one -->

```answer
re: {pattern}
```

> **Why:** so it is.
"""


def topic(front: str = "", body: str = "") -> Callable[[Path, str], None]:
    """Return what writes a topic with more in its front matter, or in its words."""

    def write(folder: Path, name: str) -> None:
        head = FRONT.format(name=name).replace("\n---\n\n", f"\n{front}\n---\n\n")
        (folder / "topic.md").write_text(f"{head}## One\n\nWords.\n\n{body}\n")

    return write


def data(file: str, content: bytes) -> Callable[[Path, str], None]:
    def write(folder: Path, _: str) -> None:
        (folder / file).write_bytes(content)

    return write


def bank(text: str) -> Callable[[Path, str], None]:
    def write(folder: Path, name: str) -> None:
        (folder / "questions.md").write_text(text.replace("{name}", name))

    return write


def link(file: str, target: str) -> Callable[[Path, str], None]:
    def write(folder: Path, _: str) -> None:
        (folder / file).unlink()
        (folder / file).symlink_to(target)

    return write


HOSTILE: dict[str, tuple[Callable[[Path, str], None], str, str]] = {
    "yaml": (topic("summary: [unclosed"), "topic.md", "YAML"),
    "tag": (
        topic("author: !!python/object/apply:os.system [touch trace]"),
        "topic.md",
        "plain values",
    ),
    "bomb": (topic(BOMB), "topic.md", "plain values"),
    "nul": (topic(body="a \0 b"), "topic.md", "NUL"),
    "bytes": (data("topic.md", b"---\ntitle: \xff\xfe\n---\n"), "topic.md", "not UTF-8"),
    "bidi": (topic(body='```python skip="x"\na = "\u202e"\n```'), "topic.md", "direction"),
    "quotes": (
        topic(body=(">" * 20 + " deep\n") * 20),
        "topic.md",
        "nested",
    ),
    "long-quotes": (topic(body="> " * 20_000 + "deep"), "topic.md", "a line of over"),
    "brackets": (topic(body="[" * 60_000), "topic.md", "a line of over"),
    "more-brackets": (topic(body=("[" * 900 + "\n\n") * 20), "topic.md", "opening brackets"),
    "large": (data("topic.md", b"x" * 10_000_000), "topic.md", "larger than"),
    "large-bank": (data("questions.md", b"x\n" * 5_000_000), "questions.md", "larger than"),
    "twice": (bank(QUESTION.replace("{id}", "good")), "questions.md", "is taken by"),
    "path-id": (bank(QUESTION.replace("{id}", "../../etc")), "questions.md", "id"),
    "pattern": (
        bank(SHORT.replace("{id}", "pattern").replace("{pattern}", r"(a)\1")),
        "questions.md",
        "pattern",
    ),
    "link": (link("topic.md", "/etc/hostname"), "topic.md", "symbolic link"),
    "link-bank": (link("questions.md", "/etc/passwd"), "questions.md", "symbolic link"),
    "empty": (data("topic.md", b""), "topic.md", "empty"),
    "script": (topic(body="[x](javascript:alert(1))"), "topic.md", "leads nowhere"),
    "way-out": (topic(body="[x](../../../../etc/passwd)"), "topic.md", "leads"),
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Return a folder with one good topic, and one for each kind of malice."""
    folder = tmp_path / "content"
    for number, name in enumerate(["good", *HOSTILE], 10):
        place = folder / f"{number}-{name}"
        place.mkdir(parents=True)
        topic()(place, name)
        bank(QUESTION.replace("{id}", name))(place, name)
        if name in HOSTILE:
            HOSTILE[name][0](place, name)
    (folder / "99-..-..-etc").mkdir()
    (folder / "98-outside").symlink_to("/etc")
    os.mkfifo(folder / "glossary.md")
    return folder


@pytest.mark.promise("F1")
def test_every_kind_of_malice_is_named_with_file_line_and_reason(pack: Path) -> None:
    result = check(pack, "--no-run")
    assert result.returncode == 1
    assert "Traceback" not in result.stdout + result.stderr
    lines = result.stdout.splitlines()
    for number, (name, (_, file, words)) in enumerate(HOSTILE.items(), 11):
        told = [line for line in lines if line.startswith(f"{number}-{name}/{file}:")]
        assert any(words in line for line in told), (name, told)
    for entry in ("99-..-..-etc", "98-outside", "glossary.md"):
        assert any(line.startswith(entry) for line in lines), entry
    assert not [line for line in lines if line.startswith("10-good/")]
