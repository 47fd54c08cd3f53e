"""The pages about the code name files that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "notes_site"
NAMED = re.compile(r"`([\w.]+(?:/[\w.-]+)*/?)`")
FILE = re.compile(r"/|\.(?:py|md|html|css|js|conf|toml|service)$")
ELSEWHERE = {".venv", ".draft"}


def named_files(text: str) -> Iterator[str]:
    """Yield what a page names between backticks that looks like a file or a folder of ours."""
    for name in NAMED.findall(text):
        if FILE.search(name) and name.split("/")[0] not in ELSEWHERE:
            yield name


def is_there(name: str) -> bool:
    return any((folder / name).exists() for folder in (ROOT, PACKAGE))


@pytest.mark.parametrize("page", ["docs/architecture.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    names = list(named_files((ROOT / page).read_text(encoding="utf-8")))
    assert len(names) > 5
    assert [name for name in names if not is_there(name)] == []


def test_planted_name_is_caught() -> None:
    assert [name for name in named_files("see `study/gone.py` or `word`") if not is_there(name)]


def test_map_of_the_code_names_every_room() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    layers = ("study", "store", "web")
    rooms = [one for layer in layers for one in (PACKAGE / layer).iterdir() if one.is_dir()]
    names = [f"{one.parent.name}/{one.name}/" for one in rooms if one.name != "__pycache__"]
    assert [name for name in names if f"`{name}" not in text] == []
