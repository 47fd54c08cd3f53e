"""Reading one question from a bank, for the tests of the kinds."""

from notes_site.study.library import Question
from notes_site.study.parsing import parse_questions


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
    found = find_mistakes(text)
    return any(at == line and words in said for at, said in found) and "no question" in str(found)
