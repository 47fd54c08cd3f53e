"""Open questions: how the model answer and the rubric are read, and what ticking earns."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.questions.kind import Grade
from notes_site.study.questions.open import LONGEST_RESPONSE, Open, RubricLine
from notes_site.study.text.blocks import Fence, Prose
from notes_site.study.text.comments import text_key
from tests.study.banks import find_mistakes, is_named, read_question

BANK = """\
### How do you choose?
<!-- id: locking; type: open; seconds: 90; difficulty: 3; see: t#s -->

Two editors, one page.

> **Hint:** who waits?

<details><summary>Model answer</summary>

Keep a version column:

```sql
SELECT version
```

- a bullet of the answer
- (optional) another

Retry on conflict.

- (2) names the version check <!-- key: version -->
- (1) bounds
  the retries

> **Follow-up:** and at ten times
> the traffic?

</details>
"""


def read(text: str) -> Open:
    kind = read_question(text).kind
    assert isinstance(kind, Open)
    return kind


def test_model_answer_rubric_and_follow_up_are_told_apart() -> None:
    question, kind = read_question(BANK), read(BANK)
    first, code, last = kind.model_answer
    assert isinstance(first, Prose)
    assert isinstance(code, Fence)
    assert isinstance(last, Prose)
    assert (first.text, first.line) == ("Keep a version column:", 10)
    assert code.text == "SELECT version\n"
    assert last.text.startswith("- a bullet of the answer\n- (optional) another\n")
    assert last.text.endswith("Retry on conflict.")
    assert kind.rubric == (
        RubricLine(text_key("version"), "names the version check", 2),
        RubricLine(text_key("bounds the retries"), "bounds the retries", 1),
    )
    assert kind.follow_up == "and at ten times\nthe traffic?"
    assert (kind.seconds, question.hint, question.why) == (90, "who waits?", "")
    assert [block.text for block in question.stem if isinstance(block, Prose)] == [
        "Two editors, one page."
    ]


def test_follow_up_seconds_and_why_may_be_missing_or_there() -> None:
    bare = BANK.replace("> **Follow-up:** and at ten times\n> the traffic?\n", "")
    kind = read(bare.replace("seconds: 90; ", ""))
    assert (kind.follow_up, kind.seconds) == ("", 120)
    assert read_question(BANK + "\n> **Why:** it depends.\n").why == "it depends."


def test_version_is_the_rubric_and_not_the_wording_of_the_model_answer() -> None:
    version = read_question(BANK).content_hash
    for old, new in (
        ("Retry on conflict.", "Try again."),
        ("SELECT version", "SELECT 1"),
        ("names the version check", "says how versions are compared"),
        ("at ten times", "at twice"),
        ("seconds: 90", "seconds: 60"),
    ):
        assert read_question(BANK.replace(old, new)).content_hash == version, old
    for old, new in (("(2)", "(1)"), ("bounds", "limits"), ("Two editors", "Three editors")):
        assert read_question(BANK.replace(old, new)).content_hash != version, old


OPENING = "<details><summary>Model answer</summary>"
MISTAKES = [
    (BANK.replace("</details>\n", ""), 8, "never closed"),
    (BANK.replace(OPENING, "<details>"), 8, "raw HTML"),
    (BANK.replace(OPENING, f"Look: {OPENING}"), 28, "nothing to close"),
    (BANK.replace(f"{OPENING}\n\n", f"{OPENING}\n"), 8, "no empty line below"),
    (BANK.replace("Keep a", f"{OPENING}\nKeep a"), 10, "still open"),
    (BANK.replace("Keep a version", "<div>Keep</div> a version"), 10, "raw HTML"),
    (BANK.replace("Two editors", "<div>\nTwo editors"), 4, "raw HTML"),
    (BANK.replace("</details>", "</details>\n</details>"), 29, "nothing to close"),
    (BANK.partition(OPENING)[0], 1, "no <details><summary>Model answer</summary>"),
    (f"{BANK}\n{OPENING}\n\nAgain.\n\n</details>\n", 30, "a second <details>"),
    (f"{BANK}\nMore words.\n", 30, "text after the answers"),
    (f"{BANK}\n```python\n1\n```\n", 30, "code after the answers"),
    (
        f"### Q\n<!-- id: a; type: open; difficulty: 1; see: t#s -->\n\n{OPENING}\n\n"
        "- (1) a\n- (1) b\n\n</details>\n",
        4,
        "no model answer",
    ),
    (BANK.replace("- (2) names", "- names"), 8, "1 rubric line; write 2 to 8"),
    (BANK.replace("(2)", "(0)"), 21, "(0) is no whole number"),
    (BANK.replace("(2)", "(1.5)"), 21, "(1.5) is no whole number"),
    (BANK.replace("(2)", "()"), 21, "() is no whole number"),
    (BANK.replace("(2)", "(-1)"), 21, "(-1) is no whole number"),
    (BANK.replace("names the version check <", "<"), 21, "a rubric line without text"),
    (BANK.replace("key: version", "colour: red"), 21, "colour is no key"),
    (BANK.replace("key: version", "key: bounds the retries"), 21, "not short and plain"),
    (
        BANK.replace("- (1) bounds\n", "- (1) again <!-- key: version -->\n- (1) bounds\n"),
        22,
        "two rubric lines have the key",
    ),
    (
        BANK.replace(
            "- (1) bounds\n", "".join(f"- (1) point {n}\n" for n in range(7)) + "- (1) bounds\n"
        ),
        8,
        "9 rubric lines",
    ),
    (BANK.replace("- (1) bounds\n", "- bounds\n- (1) bounds\n"), 22, "start it with - (1)"),
    (BANK.replace("> **Follow", "```sh\nls\n```\n\n> **Follow"), 25, "code after the rubric"),
    (
        BANK.replace("> the traffic?", "> the traffic?\n\n> **Follow-up:** and then?"),
        28,
        "a second follow-up",
    ),
    (BANK.replace("Two editors", "> **Follow-up:** why?\n\nTwo editors"), 4, "a follow-up outside"),
    (BANK.replace("```sql", "```python check"), 12, "move it outside"),
    *(
        (BANK.replace("seconds: 90", f"seconds: {value}"), 2, "seconds is a whole number")
        for value in ("29", "901", "soon", "1e2", "٩٠", "9" * 5_000)
    ),
    (BANK.replace("seconds: 90", "ties: 1,2"), 2, "ties is no key"),
    (BANK.replace("type: open; seconds: 90; ", ""), 1, "which type"),
    (
        BANK.replace("type: open; seconds: 90; ", "type: numeric; ") + "\n```answer\n3\n```\n",
        8,
        "takes no <details>",
    ),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_mistake_of_the_author_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert is_named(text, line, words), find_mistakes(text)


RUBRICS = st.lists(st.integers(1, 99), min_size=2, max_size=8).map(
    lambda points: tuple(RubricLine(f"k{at}", f"text {at}", one) for at, one in enumerate(points))
)


def open_with(rubric: tuple[RubricLine, ...]) -> Open:
    return Open((Prose("answer", 1),), rubric, "", 60)


@given(RUBRICS, st.data(), st.text(max_size=50))
def test_grade_is_the_ticked_share_of_the_points_in_whatever_order(
    rubric: tuple[RubricLine, ...], data: st.DataObject, text: str
) -> None:
    ticked = data.draw(st.lists(st.sampled_from(rubric), unique=True))
    keys = [line.key for line in ticked]
    kind, turned = open_with(rubric), open_with(rubric[::-1])
    response = kind.read_response({"text": [text], "choice": keys})
    assert response
    assert response == turned.read_response({"text": [text], "choice": keys[::-1]})
    stored = tuple(json.loads(json.dumps(response)))
    score = sum(line.points for line in ticked) / sum(line.points for line in rubric)
    assert kind.grade(stored) == turned.grade(stored) == Grade(score)
    assert kind.ticked(stored) == {*keys}
    assert 0 <= score <= 1
    assert kind.grade(stored).is_right == (len(ticked) == len(rubric))


@given(RUBRICS, st.lists(st.text(max_size=5), max_size=12))
def test_grade_stays_between_0_and_1_whatever_was_stored(
    rubric: tuple[RubricLine, ...], response: list[str]
) -> None:
    assert 0 <= open_with(rubric).grade(tuple(response)).score <= 1


def test_nothing_written_and_nothing_ticked_is_an_answer_and_too_much_is_none() -> None:
    kind = read(BANK)
    assert kind.read_response({}) == ("",)
    assert kind.read_response({"text": [" a\r\nb "], "choice": ["made up"]}) == ("a\nb",)
    assert kind.read_response({"text": ["x" * LONGEST_RESPONSE]}) == ("x" * LONGEST_RESPONSE,)
    assert kind.read_response({"text": ["x" * (LONGEST_RESPONSE + 1)]}) is None
