"""Right answers spelled otherwise count; wrong ones stay wrong however they are spelled."""

from http import HTTPStatus
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.authoring.advice import lint
from notes_site.study.content.library import Question
from notes_site.study.questions.kind import Kind
from notes_site.study.questions.numeric import Numeric
from notes_site.study.questions.short_answer import ShortAnswer
from notes_site.study.questions.spellings import (
    FEWEST,
    PHRASES,
    Spelling,
    find_misjudged,
    normalise,
    peel,
)
from tests.course import CONTENT, read_course
from tests.study.banks import find_mistakes, is_named, read_question

BANK = """\
### Which worker class?
<!-- id: class; type: short-answer; difficulty: 1; see: t#s -->

```answer
gthread
re: -k gthread
```

```accepts
`gthread`
-k gthread
```

```refuses
sync
```

> **Why:** threads.
"""

COURSE = read_course()
LISTED = [
    (one, spelling)
    for one in COURSE.askable
    if isinstance(one.kind, ShortAnswer | Numeric)
    for spelling in one.kind.spellings
]
RIGHT = [(one, said.text) for one, said in LISTED if said.is_right]
WRONG = [(one, said.text) for one, said in LISTED if not said.is_right]
AROUND = ('"{}"', "'{}'", "`{}`", "“{}”", "{}.", " {}  ", "HTTP {}", "status {}", "Status code: {}")
"""What people write around an answer, or may."""


def is_right(kind: Kind, text: str) -> bool:
    response = kind.read_response({"text": [text]})
    return response is not None and kind.grade(response).is_right


def is_right_as_typed(kind: ShortAnswer, text: str) -> bool:
    """Grade without taking anything off: what counted before spellings did."""
    folded = normalise(text, is_case_sensitive=kind.is_case_sensitive)
    literals = [normalise(one, is_case_sensitive=kind.is_case_sensitive) for one in kind.literals]
    return folded in literals or any(pattern.is_match(folded) for pattern in kind.patterns)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ('"front"', "front"),
        ("`front`.", "front"),
        ("“front.”", "front"),
        ("404.", "404"),
        ("HTTP 404", "404"),
        ("HTTP/1.1 404 Not Found", "404"),
        ("a 404", "404"),
        ("Status code: 404 (not found).", "404"),
        ("413 Content Too Large", "413"),
        ("404 Forbidden", "404 Forbidden"),
        ("http 40", "http 40"),
        ("4040", "4040"),
        ("'a' or 'b'", "'a' or 'b'"),
        ("and so on...", "and so on..."),
        (".", "."),
        ('""', '""'),
        ("", ""),
    ],
)
def test_only_what_may_surround_an_answer_is_taken_off(typed: str, left: str) -> None:
    assert peel(typed)[-1] == left


def test_every_status_may_be_named_by_its_own_phrase_alone() -> None:
    for status in HTTPStatus:
        if status >= 100:
            assert peel(f"{int(status)} {status.phrase}")[-1] == str(int(status))
            others = PHRASES.keys() - {int(status)}
            assert not PHRASES[status] & {word for one in others for word in PHRASES[one]}


@pytest.mark.parametrize(
    ("question", "text"), RIGHT, ids=[f"{one.id}-{said}" for one, said in RIGHT]
)
def test_right_spelling_of_the_course_counts(question: Question, text: str) -> None:
    assert is_right(question.kind, text)


@given(st.sampled_from(WRONG), st.lists(st.sampled_from(AROUND), max_size=3))
def test_wrong_answer_stays_wrong_whatever_is_written_around_it(
    wrong: tuple[Question, str], around: list[str]
) -> None:
    question, text = wrong
    for one in around:
        text = one.format(text)
    assert not is_right(question.kind, text)


def test_what_counted_as_typed_still_counts_and_nothing_that_is_refused_did() -> None:
    for question, said in LISTED:
        if isinstance(question.kind, ShortAnswer) and is_right_as_typed(question.kind, said.text):
            assert said.is_right
            assert is_right(question.kind, said.text)


def test_every_short_answer_of_the_course_lists_enough() -> None:
    for question in COURSE.askable:
        if isinstance(question.kind, ShortAnswer):
            right = [said.is_right for said in question.kind.spellings]
            assert min(right.count(True), right.count(False)) >= FEWEST, question.id


def test_example_of_the_guide_is_graded_as_it_says() -> None:
    guide = (CONTENT.parent / "docs/authoring.md").read_text(encoding="utf-8")
    example = guide.split("## What readers type")[1].split("````markdown\n")[1].split("````")[0]
    assert find_mistakes(example) == []
    short, number = example.split("### ")[1:]
    for kind in (read_question(f"### {short}").kind, read_question(f"### {number}").kind):
        assert list(kind.find_misjudged()) == []
    assert list(read_question(f"### {short}").kind.advise(())) == []


def test_answer_asked_exactly_keeps_its_quotes() -> None:
    exact = read_question(BANK.replace("difficulty", "exact: yes; difficulty", 1))
    assert is_right(exact.kind, "gthread")
    assert not is_right(exact.kind, "'gthread'")
    assert exact.content_hash != read_question(BANK).content_hash


def test_quotes_that_belong_to_the_answer_are_not_missed_out() -> None:
    quoted = read_question(BANK.replace("gthread\nre: -k gthread", "'a'"))
    assert is_right(quoted.kind, "'a'")
    assert not is_right(quoted.kind, "a")


def test_listed_answers_are_no_part_of_the_version_and_are_not_shown() -> None:
    question = read_question(BANK)
    other = read_question(BANK.replace("sync", "gevent").replace("`gthread`", "GTHREAD"))
    assert other.content_hash == question.content_hash
    assert question.body == ()


def test_listed_answer_that_is_graded_otherwise_is_named_with_its_line() -> None:
    kind = read_question(BANK).kind
    assert list(kind.find_misjudged()) == []
    wrong = (Spelling("threads", 11, True), Spelling("GTHREAD.", 16, False))
    assert [line for line, _said in find_misjudged(kind, wrong)] == [11, 16]
    swapped = read_question(BANK.replace("`gthread`", "threads").replace("sync", '"gthread"')).kind
    assert [line for line, _said in swapped.find_misjudged()] == [10, 15]


def test_reader_is_told_what_was_understood() -> None:
    kind = cast("ShortAnswer", read_question(BANK).kind)
    assert kind.understand(("`Sync`.",)) == "sync"
    assert kind.understand(("Sync",)) == ""
    number = cast("Numeric", read_question(NUMBER).kind)
    assert number.understand(("1 + 49 = 50 queries",)) == "50"
    assert number.understand(("50",)) == ""
    assert number.understand(("many",)) == ""


NUMBER = """\
### How many?
<!-- id: many; type: numeric; units: query, queries; difficulty: 1; see: t#s -->

```answer
51
```

```accepts
51 queries
```

> **Why:** one more.
"""
SINGLE = """\
### Which?
<!-- id: which; difficulty: 1; see: t#s -->

- [x] this
    > Yes.
- [ ] that
    > No.

```accepts
this
```

> **Why:** so.
"""


def test_unit_counts_where_its_author_names_it() -> None:
    assert is_right(read_question(NUMBER).kind, "51 queries.")
    assert not is_right(
        read_question(NUMBER.replace("units: query, queries; ", "")).kind, "51 queries"
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (SINGLE, 9, "type single takes no ```accepts fence"),
        (NUMBER.replace("queries; diff", "10 queries; diff"), 2, "'10 queries' is no unit"),
        (BANK.replace("exact", "units").replace("difficulty", "units: s; difficulty"), 2, "no key"),
    ],
)
def test_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert is_named(text, line, words), find_mistakes(text)


def test_author_of_a_short_answer_is_advised_to_list_answers() -> None:
    (advice,) = read_question(BANK).kind.advise(())
    assert "```accepts" in advice
    assert not any("```accepts" in problem.message for problem in lint(COURSE))
