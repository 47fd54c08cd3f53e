"""Output questions: what the reader writes beside what is printed."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.questions.output import LONGEST_RESPONSE, Output
from notes_site.study.text.blocks import Fence
from notes_site.study.text.splitting import visible_lines
from tests.study.banks import find_mistakes, is_named, read_question

BANK = """\
### What does this print?
<!-- id: printed; type: output; difficulty: 1; see: t#s -->

```python
print(" one")
print("two")
```

```output
 one
two
```

> **Why:** it says so.
"""


def output(text: str) -> Output:
    return Output(Fence("python", {}, "", 1), Fence("output", {}, text, 5))


@pytest.mark.parametrize(
    ("written", "is_right"),
    [
        (" one\ntwo", True),
        (" one  \r\ntwo\t\r\n\r\n  ", True),
        ("one\ntwo", False),
        (" one\n\ntwo", False),
        ("\n one\ntwo", False),
        (" one", False),
        (" one\ntwo\nthree", False),
        (" one two", False),
        (" One\ntwo", False),
        ("", False),
    ],
)
def test_every_line_must_be_right_but_for_space_at_its_end(written: str, is_right: bool) -> None:
    kind = cast("Output", read_question(BANK).kind)
    assert kind.grade((written,)).score == (1.0 if is_right else 0.0)


def test_blank_line_that_is_printed_must_be_written() -> None:
    assert output("\na\n").grade(("\na",)).is_right
    assert not output("\na\n").grade(("a",)).is_right


def test_lines_lie_beside_each_other() -> None:
    lines = output("a\nb\n").compare(("a\n\nc",))
    assert [(line.written, line.printed, line.is_right) for line in lines] == [
        ("a", "a", True),
        ("", "b", False),
        ("c", None, False),
    ]
    assert [line.written for line in output("a\nb\n").compare(("a",))] == ["a", None]


def test_nothing_and_too_much_is_no_answer() -> None:
    kind = output("a\n")
    for written in ("", " \r\n ", "x" * (LONGEST_RESPONSE + 1)):
        assert kind.read_response({"text": [written]}) is None
    assert kind.read_response({}) is None
    assert kind.read_response({"text": ["  a \r\nb\r\n"]}) == ("  a\nb",)
    most = "x\r\n" * (LONGEST_RESPONSE // 2)
    assert kind.read_response({"text": [most]}) == (most.replace("\r\n", "\n").rstrip(),)


TEXT = st.text(max_size=60) | st.lists(st.sampled_from(["a", " ", "", "b\r", "\t"])).map("\n".join)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_grade_is_0_or_1_whatever_was_stored(printed: str, response: list[str]) -> None:
    assert output(printed).grade(tuple(response)).score in {0.0, 1.0}


@given(TEXT.filter(visible_lines))
def test_what_is_printed_is_right_however_it_was_sent(printed: str) -> None:
    kind = output(printed)
    sent = printed.replace("\r\n", "\n").replace("\n", "  \r\n") + "\r\n"
    response = kind.read_response({"text": [sent]})
    assert response is not None
    assert kind.grade(response).is_right


OUTPUT = "```output\n one\ntwo\n```\n"
CODE = '```python\nprint(" one")\nprint("two")\n```\n'
MISTAKES = [
    (BANK.replace(CODE, ""), 1, "no ```python fence"),
    (BANK.replace("```python", "```text"), 1, "no ```python fence"),
    (BANK.replace(CODE, CODE + "\n" + CODE), 9, "a second ```python fence"),
    (BANK.replace(OUTPUT, ""), 1, "no ```output fence"),
    (BANK.replace(OUTPUT, OUTPUT + "\n" + OUTPUT), 14, "a second ```output fence"),
    (BANK.replace(" one\ntwo\n```\n\n>", "\n  \n```\n\n>"), 9, "an empty output"),
    (BANK.replace("two\n```\n\n>", "x" * 4_001 + "\n```\n\n>"), 9, "over 4,000"),
    (BANK.replace(CODE, "").replace(OUTPUT, OUTPUT + "\n" + CODE), 5, "above its code"),
    (BANK.replace("```python", '```python skip="slow"'), 4, "always run; remove skip"),
    (BANK + "\n```answer\n3\n```\n", 16, "takes no ```answer fence"),
    (BANK.replace("> **Why:** it says so.\n", ""), 1, "no explanation"),
]


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES)
def test_mistake_is_named_with_its_line(text: str, line: int, words: str) -> None:
    assert is_named(text, line, words), find_mistakes(text)


def test_output_is_not_shown_with_the_question() -> None:
    question = read_question(BANK)
    assert [block.text for block in question.stem] == ['print(" one")\nprint("two")\n']


def test_version_changes_with_the_code_and_the_output() -> None:
    version = read_question(BANK).content_hash
    assert read_question("# Title\n\n" + BANK).content_hash == version
    assert read_question(BANK.replace("it says so", "look")).content_hash == version
    assert read_question(BANK.replace('print("two")', 'print("t" "wo")')).content_hash != version
    assert read_question(BANK.replace("two\n```\n\n>", "2\n```\n\n>")).content_hash != version
