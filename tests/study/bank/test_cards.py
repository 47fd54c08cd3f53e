"""Cards of every kind: the answer stands on the other side, and nowhere else."""

import pytest

from notes_site.study.bank.cards import notes_of, sides
from notes_site.study.rendering import Renderer
from tests.study.bank.exchanging import nine_items

BACK = {
    "multiple": "✓ <code>time.sleep(1)</code>",
    "short-answer": "<code>yield</code>",
    "numeric": "<p>3</p>",
    "output": "[2, 2, 2]",
    "ordering": "<ol>\n<li>local</li>",
    "matching": "<code>dict</code> → O(1)",
    "open": "names the version check",
    "single": "✗ <code>run()</code>",
    "true-false": "✓ True",
}


@pytest.mark.parametrize(("kind", "words"), BACK.items())
def test_answer_of_each_kind_stands_on_the_back_alone(kind: str, words: str) -> None:
    front, back = sides(nine_items()[kind], Renderer("/topics/"))
    assert words in back
    assert words not in front
    assert nine_items()[kind].why.split("`")[0] in back


def test_card_lies_in_the_deck_of_its_topic_under_its_own_guid() -> None:
    notes = list(notes_of(nine_items().values(), "Site", "Course", Renderer("/topics/")))
    assert len({note.guid for note in notes}) == 9
    assert {note.deck for note in notes} == {"Course::Topic / one"}
