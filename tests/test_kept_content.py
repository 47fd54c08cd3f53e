"""F7: a start that finds a mistake in the content serves its last good copy, applying nothing."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from notes_site import create_app
from notes_site.__main__ import commands
from notes_site.config import ConfigError
from notes_site.kept_content import KeptContent
from notes_site.store.database import close_all
from notes_site.study.content.loading import Loaded, load_library
from tests.conftest import Person

MakeApp = Callable[..., Flask]
SAID = "01-first/topic.md:"


def break_link(content: Path) -> None:
    """Save a link that leads nowhere, below words that are new."""
    topic = content / "01-first/topic.md"
    topic.write_text(topic.read_text() + "\nNewer words, and [a link](nowhere.md).\n")


def edit(content: Path, words: str) -> None:
    topic = content / "01-first/topic.md"
    topic.write_text(topic.read_text() + f"\n{words}\n")


def remove(content: Path, pattern: str) -> int:
    """Remove the folders of topics, and say how many there were."""
    folders = [*content.glob(pattern)]
    for folder in folders:
        shutil.rmtree(folder)
    return len(folders)


def page(app: Flask, path: str = "/topics/first") -> str:
    return Person(app.test_client()).page(path)


def copies(data: Path) -> list[Path]:
    return sorted(data.glob("kept-content/*/*"))


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("notes_s")]


@pytest.mark.promise("F7")
def test_start_with_a_mistake_serves_the_page_as_it_was_and_says_so_in_one_line(
    make_app: MakeApp, content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = page(make_app())
    break_link(content)
    caplog.clear()

    after = page(make_app())

    assert after == before
    (line,) = said(caplog)
    assert SAID in line
    assert "nowhere.md leads nowhere" in line
    assert "The copy of 20" in line
    assert "UTC is served" in line


def test_first_start_with_a_mistake_is_refused_in_one_line(
    environ: dict[str, str], content: Path, data: Path
) -> None:
    break_link(content)
    with pytest.raises(ConfigError, match=SAID) as refusal:
        create_app(environ, debug=False)
    assert "\n" not in str(refusal.value)
    assert copies(data) == []


@pytest.mark.parametrize(
    "break_it",
    [
        lambda content: remove(content, "02*"),  # the first topic links to it
        lambda content: remove(content, "0*"),
        lambda content: (content / "site.toml").write_text("title = "),
        lambda content: (content / "01-first/boxes.svg").write_text("<svg"),
        lambda content: (content / "01-first/boxes.svg").unlink(),
        lambda content: (content / "glossary.md").write_bytes(b"\xff"),
        lambda content: (content / "03-third").symlink_to("/etc"),
    ],
)
def test_whatever_was_broken_the_whole_old_page_is_served(
    make_app: MakeApp, content: Path, break_it: Callable[[Path], object]
) -> None:
    before = page(make_app()), page(make_app(), "/glossary")
    break_it(content)
    assert (page(make_app()), page(make_app(), "/glossary")) == before


def test_content_that_no_parser_foresaw_is_a_mistake_like_any_other(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, content: Path
) -> None:
    before = page(make_app())

    def load(folder: Path, **options: Any) -> object:
        if folder == content:
            raise RecursionError("too deep")
        return load_library(folder, **options)

    monkeypatch.setattr("notes_site.load_library", load)
    assert page(make_app()) == before


def test_mended_content_is_served_again_and_the_copy_is_of_it(
    make_app: MakeApp, content: Path, data: Path
) -> None:
    make_app()
    good = (content / "01-first/topic.md").read_text()
    break_link(content)
    make_app()
    (content / "01-first/topic.md").write_text(good)
    edit(content, "Mended words.")
    assert "Mended words." in page(make_app())
    break_link(content)
    assert "Mended words." in page(make_app())
    assert len(copies(data)) == 1


@pytest.mark.promise("F7")
def test_half_edited_content_renames_and_regrades_nothing(
    make_app: MakeApp, environ: dict[str, str], content: Path
) -> None:
    ada = Person(make_app().test_client())
    ada.register("ada")
    quiz = ada.start_quiz("second")
    ada.submit(f"{quiz}/1", choice="no")
    bank = content / "02-second/questions.md"
    text = bank.read_text().replace("[x] It does", "[?] It does").replace("[ ] It", "[x] It")
    text = text.replace("id: second-single", "id: renamed; was: second-single")
    bank.write_text(text.replace("[?]", "[ ]"))
    break_link(content)

    later = Person(make_app().test_client())
    later.sign_in("ada")
    shown = later.page(f"{quiz}/1")

    assert "Does the second topic have a question?" in shown
    assert "graded again" not in shown
    assert "Corrected since" not in later.page("/")
    refused = CliRunner(env=environ).invoke(commands, ["cards", "regrade"])
    assert refused.exit_code == 1
    assert "Nothing was graded: mend the content first." in refused.output


def test_admin_reads_of_the_mistake_where_flags_are(
    make_app: MakeApp, environ: dict[str, str], content: Path
) -> None:
    ada = Person(make_app().test_client())
    ada.register("ada")
    CliRunner(env=environ).invoke(commands, ["user", "make-admin", "ada"])
    assert "copy kept" not in ada.page("/flags")
    break_link(content)
    later = Person(make_app().test_client())
    later.sign_in("ada")
    shown = later.page("/flags")
    assert SAID in shown
    assert "Readers see the copy kept" in shown


def alter(copy: Path) -> None:
    file = copy / "files/01-first/topic.md"
    file.write_text(f"{file.read_text()}\nWords that nobody wrote.\n")


def add_file(copy: Path) -> None:
    (copy / "files/02-second/cheatsheet.md").write_text("## Going on\n\nNobody wrote this.\n")


def shorten_manifest(copy: Path) -> None:
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text()[:-100])


def date_back(copy: Path) -> None:
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"kept_at": "2', '"kept_at": "1'))


@pytest.mark.parametrize(
    "damage",
    [
        alter,
        add_file,
        shorten_manifest,
        date_back,
        lambda copy: (copy / "files/01-first/cheatsheet.md").unlink(),
        lambda copy: (copy / "manifest.json").unlink(),
    ],
)
def test_damaged_copy_is_not_served_and_a_good_start_replaces_it(
    make_app: MakeApp, content: Path, data: Path, damage: Callable[[Path], object]
) -> None:
    before = page(make_app())
    (copy,) = copies(data)
    good = (content / "01-first/topic.md").read_text()
    damage(copy)
    break_link(content)
    with pytest.raises(ConfigError, match="The content has a mistake"):
        make_app()

    (content / "01-first/topic.md").write_text(good)
    make_app()
    break_link(content)
    assert page(make_app()) == before


def test_another_content_folder_has_a_copy_of_its_own(
    make_app: MakeApp, content: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(content, tmp_path / "other"))
    edit(other, "Words of the other folder.")
    make_app()
    break_link(other)
    with pytest.raises(ConfigError):
        make_app(NOTES_CONTENT_DIR=str(other))

    text = (other / "01-first/topic.md").read_text()
    (other / "01-first/topic.md").write_text(text.replace("nowhere.md", "https://example.org/"))
    make_app(NOTES_CONTENT_DIR=str(other))
    break_link(other)
    break_link(content)
    assert "Words of the other" in page(make_app(NOTES_CONTENT_DIR=str(other)))
    assert "Words of the other" not in page(make_app())


def test_copy_holds_every_file_but_hidden_ones_and_what_links_lead_to(
    make_app: MakeApp, content: Path, data: Path
) -> None:
    (content / "01-first/photo.png").write_bytes(b"\x89PNG")
    (content / "01-first/.secret").write_text("hidden")
    (content / "01-first/passwords.txt").symlink_to("/etc/passwd")
    (content / ".git").mkdir()
    (content / ".git/config").write_text("[core]")
    make_app()
    (copy,) = copies(data)
    kept = {file.name: file for file in copy.rglob("*") if file.is_file()}
    assert kept["photo.png"].read_bytes() == b"\x89PNG"
    assert {"boxes.svg", "site.toml", "glossary.md", "cheatsheet.md"} <= kept.keys()
    assert not {".secret", "passwords.txt", "config"} & kept.keys()


def test_content_folder_inside_the_data_folder_stays_as_its_author_left_it(
    make_app: MakeApp, content: Path, data: Path
) -> None:
    data.mkdir()
    inside = Path(shutil.copytree(content, data / "content"))
    before = page(make_app(NOTES_CONTENT_DIR=str(inside)))
    assert {one.name for one in inside.iterdir()} == {one.name for one in content.iterdir()}
    break_link(inside)
    assert page(make_app(NOTES_CONTENT_DIR=str(inside))) == before


def test_content_folder_that_is_gone_is_served_from_its_copy(
    make_app: MakeApp, content: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = page(make_app())
    content.rename(content.with_name("elsewhere"))
    caplog.clear()
    assert page(make_app()) == before
    (line,) = said(caplog)
    assert f"{content}:1: no topic" in line


def test_content_that_did_not_change_is_not_copied_again(
    make_app: MakeApp, content: Path, data: Path
) -> None:
    make_app()
    first = copies(data)
    make_app()
    assert copies(data) == first
    edit(content, "More.")
    make_app()
    assert len(copies(data)) == 1
    assert copies(data) != first


def test_start_goes_on_where_no_copy_can_be_kept(
    make_app: MakeApp, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data.mkdir()
    (data / "kept-content").write_text("a file stands in the way")
    assert "First steps" in page(make_app())
    (line,) = [one for one in said(caplog) if "copy" in one]
    assert "No copy of the content can be kept" in line


def test_full_disk_leaves_no_half_copy_and_the_old_one_stays(
    make_app: MakeApp, content: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_app()
    before = copies(data)
    edit(content, "More.")

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", refuse)
        assert "More." in page(make_app())
    assert copies(data) == before


def test_content_edited_while_it_was_copied_is_not_kept(
    make_app: MakeApp, content: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = os.fsync

    def edit_meanwhile(descriptor: int) -> None:
        edit(content, "Half a sen")
        flush(descriptor)

    with monkeypatch.context() as busy:
        busy.setattr(os, "fsync", edit_meanwhile)
        make_app()
    assert copies(data) == []


def test_copy_that_is_replaced_while_it_is_read_gives_way_to_the_newer(
    content: Path, data: Path
) -> None:
    """Another process keeps newer content, and removes the copy that this one is reading."""
    moment = datetime(2026, 11, 29, tzinfo=UTC)
    other = KeptContent(data, content, load_library)
    other.load()
    other.keep(moment)
    good = (content / "01-first/topic.md").read_text()
    reads: list[Path] = []

    def load(folder: Path) -> Loaded:
        reads.append(folder)
        found = load_library(folder)
        if len(reads) == 2:
            (content / "01-first/topic.md").write_text(f"{good}\nNewest words.\n")
            other.load()
            other.keep(moment)
        return found

    break_link(content)
    loaded = KeptContent(data, content, load).load()
    assert loaded.kept_at == moment
    assert len(reads) == 3
    assert "Newest words." in str(loaded.library.topics[0].sections[-1])


def test_author_who_works_in_debug_mode_keeps_no_copy(environ: dict[str, str], data: Path) -> None:
    app = create_app(environ, debug=True)
    assert copies(data) == []
    with app.app_context():
        close_all()
