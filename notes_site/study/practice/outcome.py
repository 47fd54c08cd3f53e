"""What a quiz came to: what was right, what it changed, and what to do about the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from notes_site.study.content.library import Question, SectionRef
from notes_site.study.memory.known import Known
from notes_site.study.questions.kind import Grade


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a quiz, and in how many days its question is asked again.

    None where it never is: it was left out or retired.
    """

    question: Question
    grade: Grade
    comes_back_in: int | None


@dataclass(frozen=True, slots=True)
class QuizOutcome:
    """The answers of a quiz, in its order."""

    answers: tuple[Answered, ...]

    @property
    def points(self) -> float:
        return sum(one.grade.score for one in self.answers)

    @property
    def soon(self) -> int:
        """Count what comes back by tomorrow."""
        return sum(days <= 1 for days in self._returns)

    @property
    def later(self) -> tuple[int, ...]:
        """Return after how many days the others come back, from the soonest on."""
        return tuple(sorted(days for days in self._returns if days > 1))

    @property
    def to_repeat(self) -> tuple[Question, ...]:
        """Return what was not right and can be asked again."""
        return tuple(
            one.question
            for one in self.answers
            if not one.grade.is_right and one.comes_back_in is not None
        )

    @property
    def to_reread(self) -> tuple[SectionRef, ...]:
        """Return what teaches the questions that were not right, each section once."""
        missed = (one.question.see for one in self.answers if not one.grade.is_right)
        return tuple(dict.fromkeys(missed))

    @property
    def _returns(self) -> list[int]:
        return [one.comes_back_in for one in self.answers if one.comes_back_in is not None]


@dataclass(frozen=True, slots=True)
class Gain:
    """What a quiz did to the sections that its questions are about.

    Shares, 0 to 1, of their questions that are expected to be answered rightly on a day, without
    the quiz and with it. Of a question that was never answered nothing is expected.
    """

    before: float
    after: float
    day: date


def look_at_gain(
    sections: Sequence[SectionRef], before: Known, after: Known, interview_on: date | None
) -> Gain | None:
    """Compare on the day of the interview, or on tomorrow; None where there is nothing to ask."""
    by_section = after.library.questions_by_section
    asked = [one for ref in sections for one in by_section.get(ref, ()) if after.is_active(one)]
    if not asked:
        return None
    day = max(interview_on or after.today, after.today + timedelta(days=1))
    shares = (sum(known.recall(one, day) or 0 for one in asked) for known in (before, after))
    without, with_it = (share / len(asked) for share in shares)
    return Gain(without, with_it, day)


def look_at_outcome(answers: Sequence[tuple[Question, Grade]], known: Known) -> QuizOutcome:
    """Set what was answered beside what is believed of it now."""
    return QuizOutcome(
        tuple(
            Answered(question, grade, known.comes_back_in(question)) for question, grade in answers
        )
    )
