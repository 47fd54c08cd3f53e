"""The index on the disk: kept, made anew where it must be, and never in the way."""

import threading
from pathlib import Path
from typing import Any

import pytest

from notes_site.store.database import driver
from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.search import SearchIndex, tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def read(content: Path) -> Library:
    return load_library(content).library


def first(index: SearchIndex, query: str) -> tuple[str, str] | None:
    hits = index.find(query, 5).hits
    return (hits[0].slug, hits[0].anchor) if hits else None


def everything(index: SearchIndex) -> list[object]:
    return [index.find(query, 20) for query in ("starting", "steps", "pargraph", "two", "go")]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_second_start_reads_what_the_first_wrote(
    content: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = SearchIndex(read(content), driver, folder)
    assert made.is_kept
    (file,) = files(folder)
    before = file.stat().st_mtime_ns
    monkeypatch.setattr(tables, "plain_text", lambda _: 1 / 0)
    again = SearchIndex(read(content), driver, folder)
    assert everything(again) == everything(made)
    assert files(folder) == [file]
    assert file.stat().st_mtime_ns == before
    made.close()
    again.close()


def test_only_the_topic_that_changed_is_read_again(
    content: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    SearchIndex(read(content), driver, folder).close()
    topic = content / "02-second/topic.md"
    topic.write_text(topic.read_text() + "\n## Zebras\n\nThey are striped.\n")
    added: list[str] = []
    add = tables._add_topic

    def note(*given: Any) -> None:
        added.append(given[1].slug)
        add(*given)

    monkeypatch.setattr(tables, "_add_topic", note)
    index = SearchIndex(read(content), driver, folder)
    assert added == ["second"]
    assert first(index, "zebra") == ("second", "zebras")
    assert first(index, "starting") == ("first", "starting")
    assert len(files(folder)) == 1
    fresh = SearchIndex(read(content), driver)
    assert everything(index) == everything(fresh)
    index.close()
    fresh.close()


def test_what_is_gone_is_found_no_longer(content: Path, folder: Path) -> None:
    topic = content / "02-second/topic.md"
    text = topic.read_text()
    topic.write_text(text + "\n## Zebras\n\nThey are striped.\n")
    SearchIndex(read(content), driver, folder).close()
    topic.write_text(text)
    index = SearchIndex(read(content), driver, folder)
    assert first(index, "zebra") is None
    assert index.find("zebrs", 5).corrected == ""
    index.close()


@pytest.mark.parametrize("damage", [b"", b"not a database", b"\0" * 50_000])
def test_damaged_file_is_made_anew(content: Path, folder: Path, damage: bytes) -> None:
    SearchIndex(read(content), driver, folder).close()
    (file,) = files(folder)
    file.write_bytes(damage)
    index = SearchIndex(read(content), driver, folder)
    assert index.is_kept
    assert first(index, "starting") == ("first", "starting")
    index.close()


def test_older_damaged_file_is_not_built_upon(content: Path, folder: Path) -> None:
    SearchIndex(read(content), driver, folder).close()
    (file,) = files(folder)
    file.write_bytes(file.read_bytes()[:9_000] + b"\xff" * 9_000)
    topic = content / "02-second/topic.md"
    topic.write_text(topic.read_text() + "\n## Zebras\n\nThey are striped.\n")
    index = SearchIndex(read(content), driver, folder)
    assert index.is_kept
    assert first(index, "zebra") == ("second", "zebras")
    assert first(index, "starting") == ("first", "starting")
    index.close()


def test_file_damaged_while_it_is_open_costs_no_answer(content: Path, folder: Path) -> None:
    index = SearchIndex(read(content), driver, folder)
    assert index._connection
    (file,) = files(folder)
    with file.open("rb+") as opened:
        opened.write(b"\xff" * file.stat().st_size)
    assert first(index, "starting") == ("first", "starting")
    assert not index.is_kept
    index.close()


def test_file_that_another_start_removed_is_there_again_for_the_first_search(
    content: Path, folder: Path
) -> None:
    index = SearchIndex(read(content), driver, folder)
    topic = content / "02-second/topic.md"
    topic.write_text(topic.read_text() + "\n## Zebras\n\nThey are striped.\n")
    newer = SearchIndex(read(content), driver, folder)
    for one, zebras in ((index, None), (newer, ("second", "zebras"))):
        assert first(one, "zebra") == zebras
        assert first(one, "starting") == ("first", "starting")
        assert one.is_kept
        one.close()


def test_folder_that_cannot_be_written_costs_speed_only(content: Path, folder: Path) -> None:
    folder.write_text("a file stands where the folder should be")
    index = SearchIndex(read(content), driver, folder)
    assert not index.is_kept
    assert first(index, "starting") == ("first", "starting")
    index.close()


def test_starts_at_the_same_time_do_not_disturb_each_other(content: Path, folder: Path) -> None:
    library, found = read(content), []
    ready = threading.Barrier(6)

    def start() -> None:
        ready.wait()
        found.append(SearchIndex(library, driver, folder))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert all(index.is_kept and first(index, "starting") for index in found)
    assert len(files(folder)) == 1
    for index in found:
        index.close()
