"""Answers whose question was corrected since: which of them are graded again."""

from dataclasses import dataclass

from notes_site.study.content.library import Question
from notes_site.study.questions.kind import Grade, Response


@dataclass(frozen=True, slots=True)
class Version:
    """What is remembered of a question as it once was: its kind, and what it let readers choose."""

    kind: str
    offered: frozenset[str]


def version_of(question: Question) -> Version:
    return Version(question.kind.name, frozenset(question.kind.offered))


def regrade(question: Question, version: Version | None, response: Response) -> Grade | None:
    """Grade an answer that was given to an earlier version; None where its grade stands.

    It stands when the response can't be read any more, when the kind is another one, and when
    there is something to choose now that this reader was not offered. Where the version is
    unknown (None), only the response decides.
    """
    now = version_of(question)
    if version and (version.kind != now.kind or not now.offered <= version.offered):
        return None
    return question.kind.grade(response) if question.kind.can_read(response) else None
