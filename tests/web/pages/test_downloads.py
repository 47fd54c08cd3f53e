"""Folders of the content, which anybody takes along as one file."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from notes_site.study.content import folders
from notes_site.study.content.folders import hash_files, pack, read_folder
from notes_site.study.content.loading import fingerprint, load_library
from tests.conftest import Person
from tests.pages import attributes, texts

TOPIC = "02-second/topic.md"


def address_of(visitor: Person) -> str:
    (address,) = attributes(visitor.page("/topics/second"), "a[href$='.zip']", "href")
    return address or ""


def take(visitor: Person) -> dict[str, str]:
    """Return what the file holds that the page links to."""
    with zipfile.ZipFile(BytesIO(visitor.get(address_of(visitor)).data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def add_line(content: Path, line: str) -> None:
    file = content / TOPIC
    file.write_text(f"{file.read_text()}\n{line}\n")


def complaints(content: Path) -> list[str]:
    return [str(problem) for problem in load_library(content).problems]


def test_visitor_takes_a_folder_along_as_one_file(visitor: Person) -> None:
    page = visitor.page("/topics/second")
    assert "Take it along</a> (ZIP, 2 files) · Of two files</p>" in page
    assert take(visitor) == {
        "sample/data/rows.csv": "name,books\nAda,3\n",
        "sample/readme.txt": "What is taken along.\n",
    }


def test_file_is_kept_for_a_year_and_asks_nobody_who_they_are(visitor: Person) -> None:
    answer = visitor.get(address_of(visitor))
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == "attachment; filename=sample.zip"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.cache_control.public
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 365 * 24 * 3600
    assert "Set-Cookie" not in answer.headers
    known = {"If-None-Match": answer.headers["ETag"]}
    assert visitor.get(address_of(visitor), headers=known).status_code == 304


def test_equal_folders_make_equal_files(tmp_path: Path, content: Path) -> None:
    files = read_folder(content / "02-second/sample")
    assert files
    for path, data in sorted(files.items(), reverse=True):
        (tmp_path / "other" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "other" / path).write_bytes(data)
    other = read_folder(tmp_path / "other")
    assert other
    assert pack("one", other) == pack("one", files)
    assert hash_files(other) == hash_files(files)
    assert hash_files({**files, "readme.txt": b"Other."}) != hash_files(files)


def test_edited_folder_has_another_address_and_the_old_one_leads_there(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    before = address_of(Person(make_app().test_client()))
    (content / "02-second/sample/more.txt").write_text("More.\n")
    visitor = Person(make_app().test_client())
    assert address_of(visitor) != before
    assert take(visitor)["sample/more.txt"] == "More.\n"
    answer = visitor.get(before)
    assert (answer.status_code, answer.location) == (302, address_of(visitor))


def test_folder_that_is_edited_under_a_running_site_is_not_sent_as_what_was_checked(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    visitor = Person(make_app().test_client())
    file = content / "02-second/sample/readme.txt"
    good = file.read_text()
    file.write_text("Half")
    assert visitor.get(address_of(visitor)).status_code == 404
    file.write_text(good)
    assert visitor.get(address_of(visitor)).status_code == 200


def test_file_that_goes_while_its_folder_is_read_is_no_fault_of_ours(
    content: Path, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a host brings the content up to date under the running site."""
    address = address_of(visitor)
    gone = content / "02-second/sample/gone.txt"
    monkeypatch.setattr(folders, "find_files", lambda _folder: {"gone.txt": gone})
    assert visitor.get(address).status_code == 404
    assert "02-second/topic.md" in "".join(complaints(content))


@pytest.mark.promise("D3")
def test_nothing_hidden_linked_or_made_by_python_is_taken_along(
    content: Path, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = content / "02-second/sample"
    for name in (".env", "__pycache__/x.pyc", ".git/config"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("secret")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret/key").write_text("secret")
    (folder / "key").symlink_to(tmp_path / "secret/key")
    (folder / "keys").symlink_to(tmp_path / "secret")
    visitor = Person(make_app().test_client())
    assert sorted(take(visitor)) == ["sample/data/rows.csv", "sample/readme.txt"]


@pytest.mark.parametrize(
    "name", ["a\\..\\..\\run.bat", "c:run.bat", "caf\udce9.txt", "x\u202egpj.exe", "a\nb.txt"]
)
def test_name_that_means_another_place_elsewhere_or_is_no_text_is_not_taken_along(
    content: Path, make_app: Callable[..., Flask], name: str
) -> None:
    (content / "02-second/sample" / name).write_text("x")
    visitor = Person(make_app().test_client())
    assert sorted(take(visitor)) == ["sample/data/rows.csv", "sample/readme.txt"]


@pytest.mark.promise("D3")
def test_no_folder_is_sent_that_the_topic_does_not_offer(content: Path, visitor: Person) -> None:
    (content / "02-second/other").mkdir()
    (content / "02-second/other/file.txt").write_text("Other")
    digest = address_of(visitor).split("/")[-2]
    for slug, folder in (
        *(("second", "other"), ("second", ".."), ("second", "%2e%2e"), ("first", "sample")),
        *(("second", "sample%2fdata"), ("nothing", "sample")),
    ):
        assert visitor.get(f"/topics/{slug}/folders/{digest}/{folder}.zip").status_code == 404


@pytest.mark.parametrize("case", ["absent", "empty", "a link", "many", "large"])
def test_folder_that_can_not_be_taken_along_is_named(
    content: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    folder = content / "02-second/other"
    if case == "a link":
        folder.symlink_to(content / "02-second/sample")
    elif case != "absent":
        folder.mkdir()
    if case in {"many", "large"}:
        (folder / "one").write_text("1")
        (folder / "two").write_text("22")
        most = {"many": ("MOST_FILES", 1), "large": ("MOST_BYTES", 2)}[case]
        monkeypatch.setattr(folders, *most)
    add_line(content, "[Other](other/)")
    line = (content / TOPIC).read_text().splitlines().index("[Other](other/)") + 1
    assert any(
        said.startswith(f"{TOPIC}:{line}: other/ is no folder beside this file")
        for said in complaints(content)
    )


def test_topic_shows_a_piece_of_a_folder_and_links_it_nowhere(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    (content / "02-second/sample/hello.py").write_text("A = 1\n\n\ndef greet():\n    return A\n")
    add_line(content, "{{ source: ./sample/hello.py:greet }}")
    app = make_app(NOTES_SOURCE_URL="https://git.example.org/n/blob/main")
    page = Person(app.test_client()).page("/topics/second")
    assert texts(page, ".code-source figcaption") == ["sample/hello.py, line 4"]
    assert texts(page, ".code-source code") == ["def greet(): return A"]
    assert "git.example.org/n/blob/main/sample" not in page


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("./sample/gone.py:greet", "there is no 02-second/sample/gone.py"),
        ("./sample/readme.txt:greet", "is not Python"),
        ("./sample", "write ./folder/file"),
        ("./../site.toml", "neither package.module nor folder/file"),
        ("./sample/../topic.md", "neither package.module nor folder/file"),
        ("./sample/away.py", "there is no 02-second/sample/away.py"),
    ],
)
def test_piece_that_is_not_there_is_named(content: Path, target: str, words: str) -> None:
    (content / "02-second/sample/away.py").symlink_to(content / "site.toml")
    add_line(content, f"{{{{ source: {target} }}}}")
    (found,) = complaints(content)
    assert found.startswith(f"{TOPIC}:")
    assert words in found


def test_edit_in_a_folder_is_seen_at_the_next_start_and_while_one_writes(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    file = content / "02-second/sample/hello.py"
    add_line(content, "{{ source: ./sample/hello.py:A }}")
    for text in ("A = 1\n", "A = 2\n"):
        before = fingerprint(content)
        file.write_text(text)
        assert fingerprint(content) != before
        app = make_app()
        page = Person(app.test_client()).page("/topics/second")
        assert texts(page, ".code-source code") == [text.strip()]


def test_program_reads_the_piece_and_that_there_is_a_file(
    content: Path, make_app: Callable[..., Flask]
) -> None:
    (content / "02-second/sample/hello.py").write_text("A = 1\n")
    add_line(content, "{{ source: ./sample/hello.py:A }}")
    written = Person(make_app().test_client()).page("/topics/second.md")
    assert "`sample/hello.py`, from line 1:\n\n```\nA = 1\n```" in written
    assert "*ZIP: Take it along*" in written
