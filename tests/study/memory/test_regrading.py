"""Which stored answers are graded again when their question was corrected."""

import pytest

from notes_site.study.memory.regrading import regrade, version_of
from notes_site.study.questions.kind import Grade, Response
from tests.study.banks import read_question

HEAD = "### Which?\n<!-- id: which; difficulty: 1; see: t#s{more} -->\n\n"
WHY = "\n\n> **Why:** so.\n"
RIGHT_A = "- [x] a <!-- key: a -->\n    > So.\n- [ ] b <!-- key: b -->\n    > No.\n"
RIGHT_B = RIGHT_A.replace("[x] a", "[ ] a").replace("[ ] b", "[x] b")


def options(text: str, more: str = "") -> str:
    return HEAD.format(more=more) + text + WHY


def key_of(text: str, place: int) -> str:
    kind = read_question(text).kind
    return kind.choices.options[place].key  # type: ignore[attr-defined,no-any-return]


A, B = (key_of(options(RIGHT_A), place) for place in (0, 1))


@pytest.mark.parametrize(
    ("before", "after", "response", "expected"),
    [
        (options(RIGHT_A), options(RIGHT_B), (B,), Grade(1.0)),
        (options(RIGHT_A), options(RIGHT_B), (A,), Grade(0.0)),
        (options(RIGHT_A), options(RIGHT_B.replace("key: a", "key: c")), (A,), None),
        (options(RIGHT_A), options(RIGHT_A + "- [ ] c\n    > No.\n"), (A,), None),
        (options(RIGHT_A + "- [ ] c\n    > No.\n"), options(RIGHT_B), (B,), Grade(1.0)),
        (options(RIGHT_A), options(RIGHT_B.replace("[ ] a", "[x] a")), (A,), None),
    ],
    ids=[
        "wrong becomes right",
        "right becomes wrong",
        "the option is gone",
        "there is one more to choose",
        "another option is gone",
        "the kind is another",
    ],
)
def test_choice_is_graded_again(
    before: str, after: str, response: Response, expected: Grade | None
) -> None:
    assert regrade(read_question(after), version_of(read_question(before)), response) == expected


def test_unknown_version_leaves_it_to_the_response() -> None:
    question = read_question(options(RIGHT_B))
    assert regrade(question, None, (B,)) == Grade(1.0)
    assert regrade(question, None, ("gone",)) is None


def test_written_answer_is_graded_by_what_is_accepted_now() -> None:
    text = HEAD.format(more="; type: short-answer") + "```answer\nyes\n```" + WHY
    question = read_question(text.replace("yes", "yes\nyep"))
    assert regrade(question, version_of(read_question(text)), ("yep",)) == Grade(1.0)


def test_order_and_pairs_need_all_their_items() -> None:
    order = HEAD.format(more="; type: ordering") + "1. a\n2. b\n3. c" + WHY
    ordering = read_question(order)
    keys = [item.key for item in ordering.kind.items]  # type: ignore[attr-defined]
    assert ordering.kind.can_read((keys[2], keys[0], keys[1]))
    assert not ordering.kind.can_read((keys[0], keys[1]))
    table = (
        HEAD.format(more="; type: matching") + "| l | r |\n|---|---|\n| a | x |\n| b | y |" + WHY
    )
    matching = read_question(table)
    pair = matching.kind.pairs[0]  # type: ignore[attr-defined]
    assert matching.kind.can_read((pair.response,))
    assert not matching.kind.can_read((f"gone={pair.right.key}",))
    assert not matching.kind.can_read(())
