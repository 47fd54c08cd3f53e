"""A section that got another heading stays read, under the anchor that it has now."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from notes_site.store.corrections.moved import move_reads
from notes_site.store.notes.reading import record_reads
from notes_site.study.content.library import SectionRef
from tests.store.answers import NOW
from tests.store.stored import find_reads

OLD, NEW, OTHER = SectionRef("t", "old"), SectionRef("t", "new"), SectionRef("u", "old")
MOVED = {OLD: "new"}


@pytest.fixture(autouse=True)
def context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_what_was_read_under_the_old_anchor_is_read_under_the_new_one(user_id: int) -> None:
    record_reads(user_id, [OLD, OTHER], NOW)
    move_reads(MOVED)
    assert find_reads(user_id) == {NEW: NOW, OTHER: NOW}


def test_who_read_both_read_it_when_they_read_the_later_one(user_id: int) -> None:
    later = NOW + timedelta(days=3)
    record_reads(user_id, [OLD], later)
    record_reads(user_id, [NEW], NOW)
    move_reads(MOVED)
    assert find_reads(user_id) == {NEW: later}
    record_reads(user_id, [OLD], NOW)
    move_reads(MOVED)
    assert find_reads(user_id) == {NEW: later}
