"""Topics are parsed once: what is kept of them gives the same library, whatever changes."""

import marshal
import os
import shutil
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from notes_site.config import source_folders
from notes_site.study.content import loading
from notes_site.study.content.kept_topics import OLDEST_UNUSED_SECONDS, KeptTopics, ReadTopic
from notes_site.study.content.library import Library, SectionRef
from notes_site.study.content.loading import Loaded, load_library
from notes_site.study.content.packing import Packer
from notes_site.study.content.parsing import parse_topic
from notes_site.study.content.sources import SourceFinder
from notes_site.study.questions import KINDS
from notes_site.study.questions.kind import Kind
from tests.made_up.odd_one import OddOne

COURSE = Path(__file__).parents[3] / "content"
TOPIC, BANK = "01-first/topic.md", "01-first/questions.md"
ODD_ONE = """
### Which of these ends no loop?
<!-- id: second-odd; odd: 2; difficulty: 1; see: second#going-on -->

+ break <!-- trap: break-goes-on -->
+ `continue`
+ return

```python
print("on")
```

```output
on
```

> **Why:** The others leave it.

<details><summary>Model answer</summary>

The others leave it for good.

</details>
"""


def no_stamp(_target: str) -> str:
    return ""


@pytest.fixture
def kept(tmp_path: Path) -> KeptTopics:
    return KeptTopics(tmp_path / "kept", no_stamp)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files of topics that were parsed, as they are parsed."""
    seen: list[str] = []

    def record(text: str, path: str, *rest: object) -> object:
        seen.append(path)
        return parse_topic(text, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(loading, "parse_topic", record)
    return seen


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def all_of(library: Library) -> list[dict[str, object]]:
    return [vars(topic) for topic in library.topics]


def assert_same(found: Loaded, wanted: Loaded) -> None:
    assert found == wanted
    assert all_of(found.library) == all_of(wanted.library)


# --- The same library -----------------------------------------------------------------------


def test_course_is_the_same_when_read_from_what_is_kept(tmp_path: Path, parsed: list[str]) -> None:
    finder = SourceFinder(source_folders())
    kept = KeptTopics(tmp_path / "kept", finder.stamp)
    wanted = load_library(COURSE, finder, kept)
    assert len(parsed) == len(wanted.library.topics)
    assert_same(load_library(COURSE, finder, kept), wanted)
    assert len(parsed) == len(wanted.library.topics)


def test_another_process_takes_what_is_kept(
    content: Path, tmp_path: Path, parsed: list[str]
) -> None:
    wanted = load_library(content, None, KeptTopics(tmp_path / "kept", no_stamp))
    parsed.clear()
    assert_same(load_library(content, None, KeptTopics(tmp_path / "kept", no_stamp)), wanted)
    assert parsed == []


def test_kind_that_only_the_tests_know_is_kept_too(
    content: Path, tmp_path: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, OddOne.name, OddOne)
    bank = content / "02-second/questions.md"
    bank.write_text(bank.read_text() + ODD_ONE)
    kept = KeptTopics(tmp_path / "kept", no_stamp)
    wanted = load_library(content, None, kept)
    parsed.clear()
    found = load_library(content, None, kept)
    assert isinstance(found.library.questions["second-odd"].kind, OddOne)
    assert_same(found, wanted)
    assert parsed == []


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False)
KINDS_OF_QUESTION = st.sampled_from(sorted(KINDS)).flatmap(lambda name: st.from_type(KINDS[name]))
st.register_type_strategy(Decimal, NUMBERS)


@given(st.data())
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
def test_whatever_a_topic_holds_is_the_same_when_unpacked(data: st.DataObject) -> None:
    st.register_type_strategy(Kind, KINDS_OF_QUESTION)
    read = data.draw(st.from_type(ReadTopic))
    packer = Packer(ReadTopic)
    assert packer.unpack(packer.pack(read)) == read


def test_class_that_no_topic_holds_is_never_built() -> None:
    packer = Packer(SectionRef)
    with pytest.raises(TypeError):
        packer.pack(Library("", "", "", (), ()))
    with pytest.raises(KeyError):
        packer.unpack([("notes_site.study.content.library.Library", [(False, [""])] * 3)])
    assert packer.unpack([("datetime.date", [(False, ["2026-02-03"])])]) == date(2026, 2, 3)


def test_equal_values_of_a_topic_are_one_again_and_unequal_ones_are_not() -> None:
    """Memory grows with what a topic says, not with how often; 1 and True are equal, and two."""
    see = [SectionRef("routing", "rules"), SectionRef("routing", "".join(["ru", "les"]))]
    kinds = (True, 1, 1.0, Decimal("1.0"), Decimal("1.00"), (True,), (1,))
    packer = Packer(SectionRef)
    first, second, *rest = packer.unpack(marshal.loads(marshal.dumps(packer.pack((*see, *kinds)))))
    assert first is second
    assert [*map(repr, rest)] == [*map(repr, kinds)]


# --- What changed is parsed -----------------------------------------------------------------


def test_only_the_edited_topic_is_parsed(
    content: Path, kept: KeptTopics, parsed: list[str]
) -> None:
    load_library(content, None, kept)
    parsed.clear()
    replace(content / BANK, "Odd.", "Even.")
    assert_same(load_library(content, None, kept), load_library(content))
    assert parsed[:1] == [TOPIC]
    assert len(parsed) == 3  # the edited one, then both without what is kept


def test_edit_that_leaves_size_and_time_is_seen(content: Path, kept: KeptTopics) -> None:
    file = content / TOPIC
    load_library(content, None, kept)
    before = file.stat()
    replace(file, "title: First", "title: Fifth")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert load_library(content, None, kept).library.by_slug["first"].title.startswith("Fifth")


def test_removed_cheat_sheet_is_gone(content: Path, kept: KeptTopics) -> None:
    sheet = content / "01-first/cheatsheet.md"
    sheet.write_text("## One\n\nWord.\n")
    assert load_library(content, None, kept).library.by_slug["first"].cheat_sheet
    sheet.unlink()
    assert not load_library(content, None, kept).library.by_slug["first"].cheat_sheet


@pytest.mark.promise("F3")
def test_file_that_became_a_link_is_refused(content: Path, kept: KeptTopics) -> None:
    load_library(content, None, kept)
    shutil.move(content / BANK, content / "elsewhere.md")
    (content / BANK).symlink_to(content / "elsewhere.md")
    (problem,) = load_library(content, None, kept).errors
    assert "symbolic link" in problem.message


def test_shown_code_that_changed_is_shown_anew(content: Path, tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "one.py").write_text("def f():\n    return 1\n")
    finder = SourceFinder({"code": code})
    kept = KeptTopics(tmp_path / "kept", finder.stamp)
    topic = content / TOPIC
    replace(topic, "{{ source: notes_site.study.text.problems:Problem.__str__ }}", "It is.")
    topic.write_text(topic.read_text() + "\n## Shown\n\n{{ source: code.one:f }}\n")
    assert not load_library(content, finder, kept).problems
    (code / "one.py").write_text("def f():\n    return 2\n")
    assert_same(load_library(content, finder, kept), load_library(content, finder))


# --- Between topics -------------------------------------------------------------------------


def test_link_into_a_section_that_went_is_named_though_its_own_topic_stayed(
    content: Path, kept: KeptTopics
) -> None:
    assert not load_library(content, None, kept).problems
    replace(content / "02-second/topic.md", "## Going on", "## Going further")
    found = load_library(content, None, kept)
    assert {problem.file for problem in found.problems} >= {"02-second/questions.md"}
    assert_same(found, load_library(content))


def test_dead_link_is_named_at_every_start(content: Path, kept: KeptTopics) -> None:
    replace(content / BANK, "> Odd.", "> Odd: [x](../02-second/topic.md#gone).")
    first = load_library(content, None, kept)
    assert [problem.file for problem in first.problems] == [BANK]
    assert_same(load_library(content, None, kept), first)


def test_id_taken_by_a_new_question_is_named(content: Path, kept: KeptTopics) -> None:
    taken = next(iter(load_library(content, None, kept).library.by_slug["first"].questions)).id
    bank = content / "02-second/questions.md"
    other = load_library(content).library.by_slug["second"].questions[0].id
    replace(bank, f"id: {other};", f"id: {taken};")
    assert any("is taken by" in one.message for one in load_library(content, None, kept).problems)


def test_topic_with_a_mistake_is_parsed_until_it_has_none(
    content: Path, kept: KeptTopics, parsed: list[str]
) -> None:
    replace(content / BANK, "difficulty: 1", "difficulty: 9")
    first = load_library(content, None, kept)
    assert first.errors
    parsed.clear()
    assert_same(load_library(content, None, kept), first)
    assert parsed == [TOPIC]


# --- Damaged, or nowhere to keep ------------------------------------------------------------


@given(st.data())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damaged_file_costs_a_parse_and_no_more(
    content: Path, kept: KeptTopics, tmp_path: Path, data: st.DataObject
) -> None:
    wanted = load_library(content, None, kept)
    (file,) = (tmp_path / "kept").glob("01-first.*.topic")
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = data.draw(
        st.sampled_from(
            [whole[:at], whole[at + 1 :], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]]
        )
    )
    file.write_bytes(damaged)
    assert_same(load_library(content, None, kept), wanted)
    assert file.read_bytes() != damaged


def test_nothing_can_be_kept_and_the_library_is_whole(content: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    kept = KeptTopics(tmp_path / "kept", no_stamp)
    assert_same(load_library(content, None, kept), load_library(content))


# --- What is gone --------------------------------------------------------------------------


def test_topic_that_is_gone_is_kept_no_longer_and_what_was_just_written_stays(
    content: Path, kept: KeptTopics, tmp_path: Path
) -> None:
    load_library(content, None, kept)
    folder = tmp_path / "kept"
    (folder / "03-of-another-process.1-2.draft").write_bytes(b"half")
    shutil.rmtree(content / "02-second")

    def left_after(seconds: float) -> set[str]:
        kept.tidy(content.iterdir(), time.time() + seconds)
        return {file.name.partition(".")[0] for file in folder.iterdir()}

    assert left_after(0) == {"01-first", "02-second", "03-of-another-process"}
    assert left_after(2 * OLDEST_UNUSED_SECONDS) == {"01-first"}
    KeptTopics(tmp_path / "never", no_stamp).tidy(content.iterdir(), time.time())
