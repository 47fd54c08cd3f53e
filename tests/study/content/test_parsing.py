"""The format: what is read, and what each mistake is called and where."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notes_site.study.content.library import Library, Question
from notes_site.study.content.loading import load_library
from notes_site.study.content.parsing import parse_questions, parse_topic, slugify
from notes_site.study.questions import KINDS
from notes_site.study.questions.matching import Matching
from notes_site.study.questions.multiple import Multiple
from notes_site.study.questions.numeric import Numeric
from notes_site.study.questions.open import Open
from notes_site.study.questions.ordering import Ordering
from notes_site.study.questions.output import Output
from notes_site.study.questions.short_answer import ShortAnswer
from notes_site.study.questions.single import Single
from notes_site.study.questions.true_false import TrueFalse
from notes_site.study.text.blocks import Fence, Prose
from tests.conftest import shown

SAMPLE = Path(__file__).parents[2] / "content"
FRONT = "---\ntitle: T\nsummary: S\ngroup: G\nminutes: 1\n---\n"


@pytest.fixture(scope="module")
def library() -> Library:
    loaded = load_library(SAMPLE)
    assert loaded.problems == ()
    return loaded.library


def test_topic_has_its_front_matter_and_sections(library: Library) -> None:
    topic = library.by_slug["first"]
    assert (topic.title, topic.group, topic.minutes) == ("First steps", "Basics", 3)
    assert [section.anchor for section in topic.sections] == [
        "starting",
        "a-detail",
        "failing-well",
        "showing-things",
    ]
    assert [section.level for section in topic.sections] == [2, 3, 2, 3]
    assert isinstance(topic.intro[0], Prose)
    assert library.by_slug["second"].prerequisites == ("first",)


def test_fence_knows_its_language_attributes_and_line(library: Library) -> None:
    fences = [one for one in library.by_slug["first"].blocks() if isinstance(one, Fence)]
    assert [fence.language for fence in fences] == [
        *("python", "python", "output", "python", "python", "python", "text"),
    ]
    assert fences[0].title == "app.py"
    assert "run" in fences[1].attributes
    assert fences[3].attributes["error"] == "ZeroDivisionError"
    assert fences[5].marked_lines == (1, 3, 4)
    lines = (SAMPLE / "01-first/topic.md").read_text().splitlines()
    assert lines[fences[1].line - 1] == "```python run"


def test_heading_inside_a_fence_is_code() -> None:
    text = FRONT + "\n## One\n\n```sh\n# not a heading\n```\n"
    problems: list[tuple[int, str]] = []
    topic = parse_topic(
        text, "t.md", "t", 1, lambda line, message: problems.append((line, message))
    )
    assert topic
    assert problems == []
    assert [section.title for section in topic.sections] == ["One"]


def test_kinds_are_inferred_from_checkboxes_or_declared(library: Library) -> None:
    kinds = {question.id: type(question.kind) for question in library.questions.values()}
    assert kinds["first-single"] is Single
    assert kinds["first-multiple"] is Multiple
    assert kinds["first-true-false"] is TrueFalse
    assert kinds["first-short"] is ShortAnswer
    assert kinds["first-numeric"] is Numeric
    assert kinds["first-output"] is Output
    assert kinds["first-ordering"] is Ordering
    assert kinds["first-matching"] is Matching
    assert kinds["first-open"] is Open


def test_example_of_the_format_has_every_kind() -> None:
    bank = read_bank((Path(__file__).parents[1] / "nine_kinds.md").read_text(encoding="utf-8"))
    assert {question.kind.name for question in bank} == {*KINDS}
    assert len(bank) == len(KINDS) == 9


def test_question_has_everything_its_author_wrote(library: Library) -> None:
    question = library.questions["first-single"]
    assert question.title == "Which of these is right?"
    assert (question.difficulty, question.tags) == (1, ("basics",))
    assert (question.see.slug, question.see.anchor) == ("first", "starting")
    assert question.why == "the explanation of the single."
    assert question.hint == "a hint for the single."
    assert isinstance(question.body[0], Fence)
    assert isinstance(question.kind, Single)
    options = question.kind.choices.options
    assert [option.key for option in options] == [shown(key) for key in ("right", "wrong", "last")]
    assert options[1].trap == "wrongness"
    assert options[2].is_pinned
    assert options[0].explanation == "It is right because the author says so."
    assert library.questions["first-short"].checks[0].text.startswith("def leave")


def read_bank(text: str) -> tuple[Question, ...]:
    problems: list[tuple[int, str]] = []
    found = parse_questions(text, "q.md", "t", lambda line, said: problems.append((line, said)))
    assert problems == []
    return found


def test_version_of_a_short_answer_knows_whether_case_matters() -> None:
    folded, exact = read_bank(SHORT)[0], read_bank(SHORT.replace("; diff", "; case: yes; diff"))[0]
    assert folded.content_hash != exact.content_hash


def test_version_of_a_question_ignores_place_order_and_explanations() -> None:
    text = (SAMPLE / "02-second/questions.md").read_text()
    first = read_bank(text)[0].content_hash
    moved = "# A title\n\nSome words.\n\n" + text
    explained = text.replace("This is it.", "This is certainly it.")
    lines = text.splitlines(keepends=True)
    swapped = "".join([*lines[:3], *lines[5:7], *lines[3:5], *lines[7:]])
    assert swapped != text
    assert {read_bank(variant)[0].content_hash for variant in (moved, explained, swapped)} == {
        first
    }


def test_version_of_a_question_changes_with_its_words_and_its_key() -> None:
    text = (SAMPLE / "02-second/questions.md").read_text()
    reworded = text.replace("Does the second", "Does this second")
    rekeyed = text.replace("- [x] It does", "- [ ] It does").replace(
        "- [ ] It doesn't", "- [x] It doesn't"
    )
    hashes = {read_bank(variant)[0].content_hash for variant in (text, reworded, rekeyed)}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("The URL map", "the-url-map"),
        ("`url_for`: building", "url_for-building"),
        ("What changed, 2 → 3.1?", "what-changed-2--31"),
        ("Don't", "dont"),
    ],
)
def test_anchor_is_the_one_git_hosts_make(title: str, anchor: str) -> None:
    assert slugify(title) == anchor


TOPIC_MISTAKES = [
    ("## No front matter\n", 1, "no front matter"),
    ("---\ntitle: T\n---\n\n## One\n", 1, "lacks summary, group, minutes"),
    (FRONT.replace("title: T", "title: T\ncolour: red") + "## One\n", 3, "colour is no key"),
    (FRONT.replace("1", "9" * 5000) + "## One\n", 5, "whole number"),
    (FRONT.replace("1", "soon") + "## One\n", 5, "whole number"),
    (FRONT.replace("title: T", "title: &a T") + "## One\n", 2, "plain values"),
    (FRONT.replace("title: T", "title: !!python/name:os.system") + "## One\n", 2, "plain values"),
    (FRONT.replace("title: T", "title: [T") + "## One\n", 3, "not YAML"),
    (FRONT.replace("title: T", "title: [T]") + "## One\n", 2, "not a list; write title: T"),
    (FRONT.replace("title: T", "title: T: U") + "## One\n", 2, "put a value with a colon"),
    ("---\ntitle: T\n\n## One\n", 1, "the front matter is never closed; write ---"),
    (FRONT + "## One\n\n```python skip\nx\n```\n", 9, "say why it is not run"),
    (FRONT + "words without a section\n", 1, "no section"),
    (FRONT + "# Too high\n", 7, "sections are ##"),
    (FRONT + "## One\n\n## One\n", 9, "is taken"),
    (FRONT + "## One\n\n```python\nprint()\n```\n", 9, "how this block is proved"),
    (FRONT + '## One\n\n```python title="../x.py"\n```\n', 9, "leads out"),
    (FRONT + "## One\n\n```output\n1\n```\n", 9, "directly under"),
    (FRONT + "## One\n\n```sh\nnever closed\n", 9, "never closed"),
    (FRONT + "## One\n\n- item\n    ```sh\n    ls\n", 10, "never closed; end it with ```"),
    (FRONT + "## One\n\n- item\n    ```python\n    ls\n    ```\n", 10, "isn't run; move it"),
    (FRONT + "## One\n\n> ```python run\n> 1\n> ```\n", 9, "isn't run; move it to the left"),
    (FRONT + "## One\n\n<div onclick='x'>\n", 9, "raw HTML"),
]


@pytest.mark.promise("F1")
@pytest.mark.parametrize(("text", "line", "words"), TOPIC_MISTAKES)
def test_mistake_in_a_topic_is_named_with_its_line(text: str, line: int, words: str) -> None:
    problems: list[tuple[int, str]] = []
    parse_topic(text, "t.md", "t", 1, lambda at, message: problems.append((at, message)))
    assert any(at == line and words in message for at, message in problems), problems


GOOD = (SAMPLE / "02-second/questions.md").read_text()
SHORT = """\
### Which word?
<!-- id: word; type: short-answer; difficulty: 1; see: t#s -->

```answer
yield
```

> **Why:** it is.
"""
QUESTION_MISTAKES = [
    (GOOD.replace("<!-- id: second-single; ", "<!-- "), 2, "the id is"),
    (GOOD.replace("id: second-single", "id: Second Single"), 2, "the id is"),
    (GOOD.replace("<!--", "\n<!--", 1), 1, "no id"),
    (GOOD.replace("difficulty: 3; ", ""), 2, "no difficulty"),
    (GOOD.replace("difficulty: 3", "difficulty: hard"), 2, "no difficulty"),
    (GOOD.replace("; see: second#going-on", ""), 2, "no section"),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; colour: red;"), 2, "colour is no key"),
    (GOOD.replace("difficulty: 3;", "difficulty; "), 2, "not one `key: value`"),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; shuffle: maybe;"), 2, "yes or no"),
    (GOOD.replace("    > This is it.\n", ""), 4, "no explanation"),
    (GOOD.replace("> **Why:** every topic has one.\n", ""), 1, "no explanation"),
    (GOOD.replace("[x]", "[ ]"), 1, "no option is marked"),
    (GOOD.replace("It does <!-- key: yes -->", "<!-- key: yes -->"), 4, "no text"),
    (GOOD.replace("key: yes", "key: no"), 6, "two options have the same key no"),
    (GOOD.replace("key: yes", "colour: red"), 4, "no key of an option"),
    (GOOD.replace("- [ ] It doesn't <!-- key: no -->\n    > Look again.\n", ""), 1, "1 options"),
    (GOOD + "\nA stray line.\n", 11, "text after the answers"),
    (GOOD + "\n> **Why:** again.\n", 11, "a second Why"),
    (GOOD.replace("    > Look", "    ```sh\n    ls\n    ```\n    > Look"), 7, "inside an option"),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; type: guess;"), 1, "guess is no type; write"),
    (GOOD.replace("; difficulty: 3;", ", difficulty: 3;"), 2, "difficulty: after a comma"),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; retired: yes;"), 2, "retired is the month"),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; rev: two;"), 2, "rev is a whole number"),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; was: Not so!;"), 2, "was names earlier ids"),
    (GOOD.replace("key: yes", "trap: Not so!"), 4, "a trap is lower-case words"),
    (
        GOOD.replace("difficulty: 3;", "difficulty: 3; type: true-false;"),
        1,
        "options True and False",
    ),
    (GOOD.replace("difficulty: 3;", "difficulty: 3; type: short-answer;"), 1, "no checkboxes"),
    (GOOD + "\n```answer\nyes\n```\n", 11, "takes no ```answer fence"),
    (GOOD + "\n```output\nyes\n```\n", 11, "takes no ```output fence"),
    (SHORT + "\n```output\nyes\n```\n", 10, "takes no ```output fence"),
    (SHORT + "\n```answer\nyes\n```\n", 10, "a second ```answer fence"),
    (SHORT.replace("```answer\nyield\n```\n", ""), 1, "no ```answer fence"),
    (SHORT.replace("; type: short-answer", ""), 1, "which type"),
    (SHORT.replace("yield\n", ""), 4, "at least one literal"),
    (SHORT.replace("yield\n", "yield\nre: (\n"), 6, "does not compile"),
    (SHORT.replace("yield\n", "yield\nre: (?=a)b\n"), 6, "looks ahead"),
    (SHORT.replace("difficulty: 1", "case: true; difficulty: 1"), 2, "case is yes or no, not"),
    (SHORT.replace("difficulty: 1", "exact: yse; difficulty: 1"), 2, "exact is yes or no, not"),
    (SHORT.replace("type: short", "tpye: short"), 2, "tpye is no key of a question; did you mean"),
    ("# Only a title\n", 1, "no question"),
]


@pytest.mark.parametrize(("text", "line", "words"), QUESTION_MISTAKES)
def test_mistake_in_a_bank_is_named_with_its_line(text: str, line: int, words: str) -> None:
    problems: list[tuple[int, str]] = []
    parse_questions(text, "q.md", "t", lambda at, message: problems.append((at, message)))
    assert any(at == line and words in message for at, message in problems), problems


@pytest.mark.promise("F2")
def test_question_with_a_mistake_is_left_out_and_the_others_stay() -> None:
    broken = GOOD.replace("difficulty: 3; ", "")
    problems: list[tuple[int, str]] = []
    found = parse_questions(broken + "\n" + SHORT, "q.md", "t", lambda *one: problems.append(one))
    assert [question.id for question in found] == ["word"]
    assert len(problems) == 1


PIECES = st.sampled_from(
    [
        "---",
        "## H",
        "### Q",
        "```",
        "```python run",
        "```answer",
        "- [x] a",
        "- [ ] b",
        "> **Why:** w",
    ]
    + ["    > e", "<!-- id: a; difficulty: 1; see: t#s -->", "re: (", "title: T", "", "|a|b|", "\t"]
    + ["```output", "```python", "1. a", "2. <!-- key: b -->", "|---|---|", "| |c|", "3", "[1, 2]"]
    + ["<details><summary>Model answer</summary>", "</details>", "- (1) a", "> **Follow-up:** f"]
)
TYPES = st.sampled_from([*KINDS, "guess"])


@given(st.lists(PIECES | st.text(max_size=20), max_size=25))
def test_no_text_makes_the_parser_fail(lines: list[str]) -> None:
    text = "\n".join(lines)
    last = text.count("\n") + 2
    seen: list[int] = []
    parse_topic(text, "t.md", "t", 1, lambda line, _: seen.append(line))
    parse_questions(text, "q.md", "t", lambda line, _: seen.append(line))
    assert all(1 <= line <= max(last, len(text.splitlines()) + 1) for line in seen)


@given(TYPES, st.lists(PIECES | st.text(max_size=20), max_size=25))
def test_no_question_of_any_type_makes_the_parser_fail(name: str, lines: list[str]) -> None:
    comment = f"<!-- id: a; type: {name}; ties: 1,2; difficulty: 1; see: t#s -->"
    text = "\n".join(["### Q", comment, "", *lines])
    seen: list[int] = []
    parse_questions(text, "q.md", "t", lambda line, _: seen.append(line))
    assert all(1 <= line <= len(text.splitlines()) + 1 for line in seen)
