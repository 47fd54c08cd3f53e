"""Static files: the bytes of the start, under one version, and scripts that name their hash."""

import base64
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask

from notes_site.config import find_folder
from notes_site.web import assets
from tests.conftest import Person

STATIC = find_folder("static")
PUBLIC = ("/", "/topics/first", "/search?q=first", "/glossary", "/tags", "/offline", "/nothing")
PAGES = {
    "visitor": (*PUBLIC, "/login", "/register"),
    "ada": (*PUBLIC, "/practice", "/progress", "/account", "/interviews"),
}
IMPORT = re.compile(r'^import .* from "(\./\w+\.js)";$', re.MULTILINE)


class Scripts(HTMLParser):
    """Every script of a page by its address, and what the page says of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "script" and said.get("src"):
            self.found[str(said["src"])] = said
        elif tag == "link" and said["rel"] == "modulepreload":
            self.found[str(said["href"])] = said | {"type": "module"}


def pages(person: Person, name: str) -> Iterator[Scripts]:
    """Yield what each page loads; a reader's also while a quiz and an interview are running."""
    paths = list(PAGES[name])
    if name == "ada":
        quiz = person.start_quiz("first")
        paths += [quiz, *(f"{quiz}/{place}" for place in range(1, 6))]
        paths.append(person.submit("/interviews", plan="interview-15").location)
    for path in paths:
        yield Scripts(person.get(path, follow_redirects=True).text)


@pytest.fixture(params=["visitor", "ada"])
def who(request: pytest.FixtureRequest) -> tuple[Person, str]:
    return request.getfixturevalue(request.param), request.param


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the static folder that the next site is served from."""
    copied = tmp_path / "static"
    shutil.copytree(STATIC, copied)
    monkeypatch.setattr(assets, "find_folder", lambda _: copied)
    return copied


def stylesheet(person: Person) -> str:
    return person.page("/").split('rel="stylesheet" href="')[1].split('"')[0]


def test_every_script_names_the_hash_of_the_bytes_that_are_served(who: tuple[Person, str]) -> None:
    person, name = who
    for page in pages(person, name):
        assert page.found
        for address, said in page.found.items():
            digest = hashlib.sha256(person.get(address).data).digest()
            assert said["integrity"] == f"sha256-{base64.b64encode(digest).decode()}", address


def test_what_a_script_imports_stands_in_the_page_with_its_hash(who: tuple[Person, str]) -> None:
    """A browser checks no hash of an import but one that it met in the page."""
    person, name = who
    imported = {
        (address, urljoin(address, other))
        for page in pages(person, name)
        for address in page.found
        for other in IMPORT.findall(person.get(address).text)
        if urljoin(address, other) not in page.found
    }
    assert imported == set()


def test_every_script_is_a_module_but_the_one_that_must_run_before_the_page_is_painted(
    who: tuple[Person, str],
) -> None:
    classic = {
        address.rpartition("/")[2]
        for page in pages(*who)
        for address, said in page.found.items()
        if said.get("type") != "module"
    }
    assert classic == {"theme.js"}


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda file: file.name)
def test_no_script_shares_a_name_with_another(file: Path) -> None:
    """A module's names are its own, unless it hangs them on the window."""
    source = file.read_text(encoding="utf-8")
    assert not re.search(r"\b(window|globalThis|self)[.\[]", source)
    if file.name == "theme.js":
        assert re.findall(r"^(?!//|\"use strict\";$)\S.*", source, re.MULTILINE) == ["{", "}"]


def test_unknown_version_and_unknown_file_are_not_found(visitor: Person) -> None:
    address = stylesheet(visitor)
    known = address.split("/")[2]
    for path in (
        address.replace(known, "000000000000"),
        "/static/site.css",
        f"/static/site.css?v={known}",
        f"/static/{known}/../../pyproject.toml",
        f"/static/{known}/nothing.css",
    ):
        response = visitor.get(path)
        assert response.status_code == 404, path
        assert response.headers["Cache-Control"] == "no-store", path


def test_running_site_serves_what_it_read_whatever_happens_on_the_disk(
    make_app: Callable[..., Flask], folder: Path
) -> None:
    running = Person(make_app().test_client())
    address = stylesheet(running)
    old = running.get(address).data
    (folder / "site.css").write_text("p {\n  /* of mine */ margin: 0;\n}\n")
    (folder / "theme.js").unlink()
    assert stylesheet(running) == address
    assert running.get(address).data == old

    (folder / "theme.js").write_text("{}")
    upgraded = Person(make_app().test_client())
    assert stylesheet(upgraded) != address
    assert upgraded.get(address).status_code == 404
    assert upgraded.get(stylesheet(upgraded)).data == b"p{margin:0}"


def test_edited_file_is_seen_at_once_where_somebody_works_on_the_site(
    make_app: Callable[..., Flask], folder: Path
) -> None:
    app = make_app()
    app.debug = True
    author = Person(app.test_client())
    before = stylesheet(author)
    (folder / "site.css").write_text("p {\n  /* of mine */ margin: 0;\n}\n")
    assert stylesheet(author) != before
    assert author.get(stylesheet(author)).data == b"p{margin:0}"


def test_file_that_a_browser_still_has_is_not_sent_again(visitor: Person) -> None:
    address = stylesheet(visitor)
    tag = visitor.get(address).headers["ETag"]
    again = visitor.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert "immutable" in again.headers["Cache-Control"]


def test_only_the_picture_for_links_may_be_shown_by_other_sites(visitor: Person) -> None:
    address = stylesheet(visitor)
    rule = "Cross-Origin-Resource-Policy"
    assert visitor.get(address).headers[rule] == "same-origin"
    assert visitor.get(address.replace("site.css", "og.png")).headers[rule] == "cross-origin"
