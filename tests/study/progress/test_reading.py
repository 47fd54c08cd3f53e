"""Where a reader stands in the text."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from notes_site.study.content.library import Library, SectionRef
from notes_site.study.content.loading import load_library
from notes_site.study.memory.history import History
from notes_site.study.memory.known import Known
from notes_site.study.memory.memory import Memory
from notes_site.study.memory.scheduling import Card
from notes_site.study.progress.reading import find_place, find_prompts, know_sections

SAMPLE = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)
SECTIONS = ("first#starting", "first#a-detail", "first#failing-well", "first#showing-things")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(SAMPLE).library


def ref(name: str) -> SectionRef:
    slug, _, anchor = name.partition("#")
    return SectionRef(slug, anchor)


def place_after(library: Library, *names: str) -> str | None:
    """Return where to go on for somebody who read these sections, one a minute."""
    reads = {ref(name): NOW + timedelta(minutes=at) for at, name in enumerate(names)}
    place = find_place(library, reads)
    return f"{place.topic.slug}#{place.section.anchor}" if place else None


def test_reading_goes_on_after_the_section_read_last(library: Library) -> None:
    assert place_after(library, "first#starting") == "first#a-detail"
    assert place_after(library, "second#going-on", "first#starting") == "first#a-detail"
    assert place_after(library, "first#a-detail", "first#starting") == "first#failing-well"


def test_topic_read_to_its_end_leads_to_the_next(library: Library) -> None:
    assert place_after(library, *SECTIONS) == "second#going-on"


def test_nobody_stopped_before_the_start_or_after_the_end(library: Library) -> None:
    assert place_after(library) is None
    assert place_after(library, *SECTIONS, "second#going-on") is None
    assert place_after(library, "gone#with-its-topic") is None


def test_sections_read_in_one_moment_count_in_the_order_of_the_text(library: Library) -> None:
    reads = {ref("first#a-detail"): NOW, ref("first#starting"): NOW}
    place = find_place(library, reads)
    assert place is not None
    assert place.section.anchor == "failing-well"


def memory(*question_ids: str, days_ago: int) -> Memory:
    reviewed_on = TODAY - timedelta(days=days_ago)
    card = Card(10.0, 5.0, reviewed_on, TODAY, 1, 0, 1)
    history = History(1, 1.0, datetime.combine(reviewed_on, time(), UTC), 1, False, 1)
    return Memory(dict.fromkeys(question_ids, history), dict.fromkeys(question_ids, card), TODAY)


def test_recall_of_a_section_is_the_mean_over_what_was_answered(library: Library) -> None:
    topic = library.by_slug["first"]
    known = know_sections(
        Known(library, memory("first-short", days_ago=10)), topic, [ref(SECTIONS[1])]
    )
    assert [f"first#{anchor}" for anchor in known] == list(SECTIONS)
    starting = known["starting"]
    assert (starting.questions, starting.answered) == (7, 1)
    assert starting.recall == pytest.approx(0.9)  # stability is the days until 90 %
    assert (known["a-detail"].questions, known["a-detail"].recall) == (1, None)
    assert [one.is_read for one in known.values()] == [False, True, False, False]


def test_question_to_think_about_asks_and_needs_nothing_else(library: Library) -> None:
    prompts = find_prompts(library, library.by_slug["first"])
    assert prompts["starting"] is not None
    assert prompts["starting"].id == "first-short"  # the single shows code above its options
    assert prompts["a-detail"] is not None
    assert prompts["failing-well"] is None
