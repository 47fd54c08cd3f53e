"""Authors' patterns: the same verdicts as Python's `re`, in work that can't blow up."""

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notes_site.study.questions.patterns import LONGEST_PATTERN, Pattern, PatternError
from notes_site.study.questions.short_answer import MOST_PATTERNS, ShortAnswer
from notes_site.study.questions.spellings import normalise
from tests.course import read_course
from tests.study.banks import find_mistakes, is_named, read_question

BANK = """### Which word?
<!-- id: word; type: short-answer; difficulty: 1; see: t#one -->

```answer
the word itself
{pattern}
```

> **Why:** because.
"""
BLOWING = [
    "((a+))+b",
    "((a|a))+b",
    "(a?){40}a{40}b",
    "(a+)+b",
    "(a|a)*b",
    "(?:a|aa)+b",
    "(a|b|ab)*c",
    "((a*)*)*b",
    "a*a*a*a*a*a*b",
]
TYPICAL = [
    r"\w+",
    r"\W*\w+\W*",
    r"[\w.-]+@[\w.-]+",
    r"[^\w]{1,3}",
    r"[^\d]+",
    r"[-\d,]+",
    r"\d{1,3}(,\d{3})*",
    r"a{,3}b{2,}",
    r"a{,}",
    r"\{,3}",
    r"(?P<verb>get|post)\s+/items/?",
    r"(?i)SELECT \*|select all",
    r"[a[]b]?",
    r"[a[:digit:]]+",
    r"[]a]+|[^]a]",
    r"[a\]]+",
    r"\é\“?",
    r"[\é\ж]+",
    r"[à-ÿ]+",
    r"\S+( \S+)*",
    r"straße|Σίσυφος|жук",
    r"\x41\t?",
    r"^yes\.?$",
    r"",
]
LETTERS = "aAbBéÉßſKkµσςΣİжЖЩ漢字かः्१٣²½Ⅷ7_-—’\u200b\u0301×÷… \n.,(){}[]\\/'\"`"
"""What people mix in. Not the dotless ı: for an i it is taken by Python alone."""


def course_patterns() -> list[Pattern]:
    library = read_course()
    assert library
    kinds = [question.kind for question in library.questions.values()]
    return [pattern for kind in kinds if isinstance(kind, ShortAnswer) for pattern in kind.patterns]


def typical_patterns() -> list[Pattern]:
    return [
        Pattern.read(source, is_case_sensitive=is_case_sensitive)
        for source in TYPICAL
        for is_case_sensitive in (False, True)
    ]


@st.composite
def answers(draw: st.DrawFn, known: re.Pattern[str]) -> str:
    """Draw what matches, or what nearly does: a letter more, fewer, or another one."""
    text = draw(st.from_regex(known, fullmatch=True) | st.text(LETTERS, max_size=12))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", *LETTERS])) + text[at + draw(st.booleans()) :]
    return "".join(
        one for one in text if unicodedata.category(one) not in {"Cs", "Cn"} and one != "ı"
    )


def assert_same_verdicts(pattern: Pattern, examples: int) -> None:
    known = re.compile(pattern.source, 0 if pattern.is_case_sensitive else re.IGNORECASE)

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(answers(known))
    def compare(written: str) -> None:
        text = normalise(written, is_case_sensitive=pattern.is_case_sensitive)
        assert pattern.is_match(text) is (known.fullmatch(text) is not None)

    compare()


def test_patterns_of_the_course_judge_as_pythons_do() -> None:
    patterns = course_patterns()
    assert len(patterns) > 20
    for pattern in patterns:
        assert_same_verdicts(pattern, 60)


@pytest.mark.promise("D7")
@pytest.mark.parametrize("pattern", typical_patterns(), ids=str)
def test_what_authors_write_judges_as_pythons_does(pattern: Pattern) -> None:
    assert_same_verdicts(pattern, 100)


@pytest.mark.parametrize("source", [r"\w", r"\W", r"\d", r"\D", r"[\w]", r"[^\d]", r"\s", r"\S"])
def test_classes_know_every_script(source: str) -> None:
    pattern, known = Pattern.read(source, is_case_sensitive=True), re.compile(source)
    # Up to U+05FF both engines know the same Unicode, whatever Python's version.
    letters = [chr(code) for code in range(0x600) if unicodedata.category(chr(code)) != "Cn"]
    for letter in [*letters, *"漢字か१٣"]:
        letter = normalise(letter, is_case_sensitive=True)
        assert pattern.is_match(letter) is (known.fullmatch(letter) is not None), ascii(letter)


@pytest.mark.promise("D7")
@pytest.mark.parametrize("source", BLOWING)
def test_pattern_that_would_blow_up_ends_at_once(source: str) -> None:
    """D7: no clock; the work is bounded by the engine, so what counts is that it is this one."""
    kind = read_question(BANK.format(pattern=f"re: {source}")).kind
    assert isinstance(kind, ShortAnswer)
    (pattern,) = kind.patterns
    assert type(pattern.engine).__module__ == "re2"
    assert pattern.engine.options.max_mem == 1 << 20
    assert not kind.grade(("a" * 4_000,)).is_right
    assert kind.grade(("a" * 60 + source[-1],)).is_right


def test_half_a_surrogate_pair_matches_nothing() -> None:
    kind = read_question(BANK.format(pattern="re: .*")).kind
    assert kind.grade(("anything",)).is_right
    assert not kind.grade(("any\ud800thing",)).is_right


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("(", "does not compile (missing ): ()"),
        ("[a", "does not compile (missing ]: [a)"),
        (r"\u00e9", r"does not compile (invalid escape sequence: \u)"),
        ("(?=a).*", "looks ahead or behind; write what may stand there"),
        ("(?!no).*", "looks ahead or behind"),
        (".*(?<=a)", "looks ahead or behind"),
        (".*(?<!a)", "looks ahead or behind"),
        (r"(a|b)\1", "refers back to a group; write that part again"),
        ("(?P<one>a)(?P=one)", "refers back to a group"),
        (r".*\bno\b.*", r"write (.*\W)?word(\W.*)? instead"),
        (r"no\Z", "leave it out, the whole answer is compared anyway"),
        (r"[^\W_]+", r"write [^\W_] as [\p{L}\p{N}]"),
        (r"\Qa.b\E", "write the characters themselves"),
        ("a++", "repeats a repetition"),
        ("a{1001}", "repeats over 1,000 times in all"),
        ("(a{100}){100}", "repeats over 1,000 times in all"),
        (r"\w{1000}", "is too large; use smaller counts"),
        ("a" * (LONGEST_PATTERN + 1), f"is over {LONGEST_PATTERN} characters"),
    ],
)
def test_pattern_that_cannot_be_is_explained_with_its_line(source: str, words: str) -> None:
    with pytest.raises(PatternError, match=re.escape(words)):
        Pattern.read(source, is_case_sensitive=False)
    assert is_named(BANK.format(pattern=f"re: {source}"), 6, words)


def test_advice_for_what_is_not_known_can_be_followed() -> None:
    """What the messages tell authors to write says what they meant."""
    word = Pattern.read(r"(.*\W)?no(\W.*)?", is_case_sensitive=False)
    assert [word.is_match(text) for text in ("no", "oh no!", "nó", "note", "да no")] == [
        *(True, True, False, False, True)
    ]
    letters = Pattern.read(r"[\p{L}\p{N}]+", is_case_sensitive=False)
    assert letters.is_match("жук7")
    assert not letters.is_match("a_b")


def test_question_with_too_many_patterns_is_refused() -> None:
    fine = "\n".join(f"re: a{number}" for number in range(MOST_PATTERNS))
    assert find_mistakes(BANK.format(pattern=fine)) == []
    assert is_named(BANK.format(pattern=f"{fine}\nre: b"), 4, f"at most {MOST_PATTERNS} lines")
