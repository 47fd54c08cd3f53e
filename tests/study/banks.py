"""Reading questions from a bank, and answering them, for the tests of the kinds."""

from pathlib import Path

from hypothesis import strategies as st

from notes_site.study.content.library import Question
from notes_site.study.content.parsing import parse_questions
from notes_site.study.questions.kind import Form, Kind

RIGHT_TEXTS = ("yield", "Yield  FROM", "3", "[2, 2, 2]")
"""Right answers to those of the nine kinds that are answered by writing."""


def read_question(text: str) -> Question:
    """Return the one question of a bank without mistakes."""
    problems: list[tuple[int, str]] = []
    found = parse_questions(text, "q.md", "t", lambda line, said: problems.append((line, said)))
    assert problems == []
    (question,) = found
    return question


def find_mistakes(text: str) -> list[tuple[int, str]]:
    """Return what a bank's author is told, each with its line."""
    problems: list[tuple[int, str]] = []
    parse_questions(text, "q.md", "t", lambda line, said: problems.append((line, said)))
    return problems


def is_named(text: str, line: int, words: str) -> bool:
    """Say whether a mistake is named at its line, and its question left out."""
    problems: list[tuple[int, str]] = []
    found = parse_questions(text, "q.md", "t", lambda line, said: problems.append((line, said)))
    return not found and any(at == line and words in said for at, said in problems)


def nine_kinds() -> tuple[Question, ...]:
    """Return a question of each kind."""
    text = (Path(__file__).parent / "nine_kinds.md").read_text(encoding="utf-8")
    return parse_questions(text, "q.md", "t", lambda _line, _said: None)


@st.composite
def forms(draw: st.DrawFn, kind: Kind) -> Form:
    """Draw what a reader may send in answer to a question of any kind, sensible or not."""
    keys, places = sorted(kind.offered), [*range(1, len(kind.offered) + 1)]
    order = dict(zip(keys, draw(st.permutations(places)), strict=True))
    number, right = st.integers(-9, 9).map(str), st.sampled_from(RIGHT_TEXTS)
    form = {"text": [draw(number | right | st.text(max_size=20))]}
    if keys:
        form["choice"] = draw(st.lists(st.sampled_from(keys), max_size=4))
        form |= {f"place-{key}": [str(place)] for key, place in order.items()}
        form |= {f"match-{key}": [draw(st.sampled_from([*keys, "gone"]))] for key in keys}
    return form
