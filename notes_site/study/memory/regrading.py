"""Answers whose question was corrected since: which of them are graded again."""

from dataclasses import dataclass

from notes_site.study.content.library import Question
from notes_site.study.questions.kind import Grade, Response


@dataclass(frozen=True, slots=True)
class Version:
    """What is remembered of a question as it once was.

    Its kind, what it let readers choose, and by which grading of its kind answers were graded.
    """

    kind: str
    offered: frozenset[str]
    grading: int = 1


def version_of(question: Question) -> Version:
    kind = question.kind
    return Version(kind.name, frozenset(kind.offered), kind.grading)


def regrade(question: Question, version: Version | None, response: Response) -> Grade | None:
    """Grade an answer that was given to an earlier version; None where its grade stands.

    It stands when the response can't be read any more, when the kind is another one whose answers
    mean something else, and when there is something to choose now that this reader was not offered.
    Where the version is
    unknown (None), only the response decides.
    """
    now, readable = version_of(question), {question.kind.name, *question.kind.reads_answers_of}
    if version and (version.kind not in readable or not now.offered <= version.offered):
        return None
    return question.kind.grade(response) if question.kind.can_read(response) else None
