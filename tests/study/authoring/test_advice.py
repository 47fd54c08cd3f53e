"""Advice on banks: each rule is given where it is due, and only there."""

from dataclasses import replace

import pytest

from notes_site.study.authoring.advice import lint
from notes_site.study.content.library import Library, Topic
from notes_site.study.content.parsing import parse_questions, parse_topic

FRONT = "---\ntitle: T\nsummary: S\ngroup: G\nminutes: 1\n---\n"
TOPIC = FRONT + "## Taught\n\nWords.\n"


def choice(
    number: int = 1,
    *options: str,
    title: str = "",
    meta: str = "",
    why: str = "it is so.",
    explanation: str = "Explained.",
    body: str = "",
) -> str:
    lines = [
        f"- [{'x' if not at else ' '}] {one}\n    > {explanation}" for at, one in enumerate(options)
    ]
    heading = title or " ".join(f"{letter}{number}" for letter in "abcdefgh")
    see = "" if "see:" in meta else "; see: t#taught"
    return (
        f"### {heading}\n<!-- id: q-{number}; difficulty: 1{see}{meta} -->\n\n{body}"
        + "\n".join(lines)
        + f"\n\n> **Why:** {why}\n\n"
    )


def read(bank: str, topic: str = TOPIC) -> Topic:
    found: list[tuple[int, str]] = []
    report = lambda line, said: found.append((line, said))  # noqa: E731
    parsed = parse_topic(topic, "01-t/topic.md", "t", 1, report)
    questions = parse_questions(bank, "01-t/questions.md", "t", report)
    assert found == []
    assert parsed
    return replace(parsed, questions=questions)


def advise(bank: str, topic: str = TOPIC) -> list[str]:
    found = lint(Library("", "", "", (), (read(bank, topic),)))
    assert all(problem.is_advice for problem in found)
    return [str(problem) for problem in found]


QUIET = choice(1, "alpha", "beta", "gamma")


def test_good_bank_gets_no_advice() -> None:
    assert advise(QUIET) == []


def test_group_that_site_toml_does_not_name_is_named() -> None:
    (found,) = lint(Library("", "", "", ("One", "Two"), (read(QUIET),)))
    assert (
        str(found) == "01-t/topic.md:1: advice: the group G is not in site.toml's groups: One, Two"
    )
    assert lint(Library("", "", "", ("G",), (read(QUIET),))) == ()


def test_key_that_is_clearly_the_longest_is_named() -> None:
    long = "a long answer that says everything there is to say"
    (found,) = advise(QUIET + choice(2, long, "short", "brief"))
    assert found.startswith("01-t/questions.md:13: advice: what is right is clearly longer")
    assert advise(choice(1, "short", long, "brief")) == []
    assert advise(choice(1, "eleven long", "seven", "six")) == []  # longer, and no tell
    assert advise(choice(1, long, long[:-12], "brief")) == []


def test_bank_whose_keys_are_mostly_the_longest_is_named() -> None:
    tell = "".join(choice(one, "longer", "short", "brief") for one in range(1, 9))
    (found,) = advise(tell)
    assert "01-t/questions.md:1: advice: the key is the longest option in 8 of 8" in found
    fair = "".join(
        choice(
            one, *(("longer", "short", "brief") if one % 3 == 0 else ("short", "longer", "brief"))
        )
        for one in range(1, 10)
    )
    assert advise(fair) == []


def test_kept_order_with_the_key_always_in_one_place_is_named() -> None:
    kept = "".join(
        choice(one, "alpha", "omega", "delta", meta="; shuffle: no") for one in range(1, 6)
    )
    assert "the key stands in place 1 in 5 of 5 questions whose order is kept" in advise(kept)[0]
    shuffled = kept.replace("; shuffle: no", "")
    assert advise(shuffled) == []
    pinned = "".join(choice(one, "alpha (pin)", "omega", "delta") for one in range(1, 6))
    assert "place 1" in advise(pinned)[0]


@pytest.mark.parametrize(
    "words",
    [
        "All of the above",
        "None of the above",
        "both A and B",
        "the first option is wrong",
        "see the option above",
        "Option C",
    ],
)
def test_words_that_lean_on_an_order_are_named(words: str) -> None:
    assert "leans on the options' order" in advise(choice(1, "alpha", words, "gamma"))[0]
    assert advise(choice(1, "alpha", f"x `{words}`", "gamma x")) == []


def test_order_words_are_looked_for_in_explanations_and_not_where_the_order_stays() -> None:
    assert advise(choice(1, "alpha", "beta", why="the first option says it."))
    assert advise(choice(1, "alpha", "beta", explanation="As the answer above."))
    assert advise(choice(1, "alpha", "none of the above", meta="; shuffle: no")) == []


@pytest.mark.parametrize(
    "words",
    [
        "it takes the view for its first option",
        "a blueprint cannot answer a request",
        "the usual first choice",
        "both a and b are letters",
    ],
)
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert advise(choice(1, "alpha", "beta", why=words)) == []


@pytest.mark.parametrize(
    ("title", "is_named"),
    [
        ("Which of these is not a method?", True),
        ("Which statement doesn't hold?", True),
        ("Which of these is **not** a method?", False),
        ("Which of these is NOT a method?", False),
        ("Which changes suit clients that ignore what they do not know?", False),
        ("Why does this not work?", False),
        ("Which converter takes `not`?", False),
        ("Which notation is meant?", False),
    ],
)
def test_negative_stem_says_so_loudly(title: str, *, is_named: bool) -> None:
    assert bool(advise(choice(1, "alpha", "omega", title=title))) is is_named


def test_python_in_a_stem_is_python() -> None:
    body = "```python\nprint 1\n```\n\n"
    (found,) = advise(choice(1, "alpha", "beta", body=body))
    assert "01-t/questions.md:4: advice: this is not Python" in found
    assert advise(choice(1, "alpha", "beta", body=body.replace("print 1", "print(1)"))) == []


def test_section_without_a_question_is_named_unless_it_sums_up() -> None:
    more = TOPIC + "\n## Forgotten\n\nWords.\n\n### Inside\n\nWords.\n\n## Myths\n\nWords.\n"
    (found,) = advise(QUIET, more)
    assert found == (
        "01-t/topic.md:11: advice: no question sees this section; write one with see: t#forgotten"
    )
    assert advise(QUIET + choice(2, "alpha", "beta", meta="; see: t#inside"), more) == []


def test_stem_that_is_nearly_another_is_named() -> None:
    title = "Which status code does a redirect to the canonical address of a rule have?"
    bank = choice(1, "alpha", "beta", title=title)
    again = choice(2, "delta", "omega", title=title.replace("canonical", "right"))
    (found,) = advise(bank + again)
    assert "01-t/questions.md:11: advice: asks nearly what 01-t/questions.md:1 asks" in found


def test_same_words_over_other_code_are_another_question() -> None:
    codes = (
        "import this\n\nfor line in this.s:\n    print(line)",
        "print([f() for f in range(9)])",
    )
    bank = "".join(
        choice(
            at,
            "alpha",
            "gamma",
            title="What does this print?",
            body=f"```python\n{code}\n```\n\n",
        )
        for at, code in enumerate(codes, 1)
    )
    assert advise(bank) == []


def test_other_number_of_check_yourself_questions_is_named() -> None:
    bank = QUIET + choice(2, "alpha", "beta", meta="; tags: check-yourself")
    assert "1 questions are tagged check-yourself; 3 are shown" in advise(bank)[0]


def test_true_false_questions_that_are_nearly_all_false_are_named() -> None:
    def statement(number: int, marks: str) -> str:
        return (
            f"### Statement {number * 1117} holds.\n<!-- id: tf-{number}; difficulty: 1; "
            f"see: t#taught -->\n\n- [{marks[0]}] True\n- [{marks[1]}] False\n\n> **Why:** so.\n\n"
        )

    lopsided = "".join(statement(one, " x") for one in range(1, 14))
    assert "13 of all 13 true-false questions are False" in advise(lopsided)[0]
    fair = "".join(statement(one, "x " if one % 3 else " x") for one in range(1, 14))
    assert advise(fair) == []


def test_retired_questions_are_left_alone() -> None:
    assert advise(QUIET + choice(2, "alpha", "all of the above", meta="; retired: 2026-11")) == []


def test_picture_in_a_heading_or_in_the_line_of_a_folded_part_is_named() -> None:
    """Words alone are shown there; below, or as code, it is a picture or none at all."""
    topic = TOPIC.replace("Words.", "<details><summary>![A](a.png)</summary>\n\nB\n\n</details>")
    assert 'a.png isn\'t shown here, only "A"; put it on a line below' in "".join(
        advise(QUIET, topic)
    )
    topic = TOPIC + "\n### ![C](c.png) more\n\nB\n\n### `![D](d.png)`\n\nB\n"
    assert [one for one in advise(QUIET, topic) if ".png" in one] == [
        '01-t/topic.md:11: advice: c.png isn\'t shown here, only "C"; put it on a line below'
    ]
