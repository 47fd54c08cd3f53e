"""What a day asks of a reader: what comes back, what is new, how long it takes, what follows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from notes_site.study.content.asked.words import ASKED, SOMETIMES
from notes_site.study.content.library import Question, Topic
from notes_site.study.memory.known import Known
from notes_site.study.practice.selection import MODES, choose_questions
from notes_site.study.progress.planning import Load, Pace, minutes_for
from notes_site.study.progress.readiness import Readiness

TODAY = "today"
"""Names what a day asks for where a way to practise is named."""
NEW_WITHOUT_A_DATE = 10
"""New questions a day for who works towards no day: about five minutes, and a course in weeks."""
LONGEST_QUIZ = 20
"""A day's questions are asked in quizzes of no more than this."""


@dataclass(frozen=True, slots=True)
class Today:
    """What is left of a day: due questions, and the new ones in the order to begin them.

    `plan` is the one for the interview, None where there is none to come. `due_tomorrow` and
    `new_tomorrow` say what the next day will ask if all this is answered.
    """

    load: Load
    plan: Readiness | None
    new: tuple[Question, ...]
    topics: tuple[Topic, ...]
    due_tomorrow: int
    new_tomorrow: int

    @property
    def due(self) -> int:
        return self.load.today

    @property
    def begins_with_most_asked(self) -> bool:
        """Whether new questions come by how often interviewers ask for them."""
        is_told_apart = any(one.asked != SOMETIMES for one in self.new)
        return is_told_apart and self.plan is not None and self.plan.is_too_short

    @property
    def questions(self) -> int:
        return self.due + len(self.new)

    @property
    def minutes(self) -> int:
        return minutes_for(self.questions)

    @property
    def quiz_length(self) -> int:
        """Return how many of them the next quiz asks."""
        return min(self.questions, LONGEST_QUIZ)

    @property
    def tomorrow(self) -> int:
        return self.due_tomorrow + self.new_tomorrow

    @property
    def minutes_tomorrow(self) -> int:
        return minutes_for(self.tomorrow)

    def choose(self, known: Known, length: int, seed: str) -> tuple[Question, ...]:
        """Choose what the next quiz asks: what is nearest to being forgotten, then what is new."""
        most = min(length, self.due)
        due = choose_questions(MODES["due"], known.library.askable, known, most, seed)
        return (*due, *self.new[: length - len(due)])


def look_at_today(known: Known, load: Load, plan: Readiness | None) -> Today:
    """Say what is left of today, by the plan for the interview or else at a steady pace."""
    waiting = list(_waiting(known, plan))
    new = waiting[: plan.new_left_today if plan else _steady(known, load)]
    slugs = {question.slug for question in new}
    tomorrow = known.today + timedelta(days=1)
    falling = load.later + known.falling.get(tomorrow, 0)
    due_tomorrow = min(falling, load.pace.daily_cap)
    return Today(
        load=load,
        plan=plan,
        new=tuple(new),
        topics=tuple(topic for topic in known.library.topics if topic.slug in slugs),
        due_tomorrow=due_tomorrow,
        new_tomorrow=_new_tomorrow(plan, load.pace, due_tomorrow, len(waiting) - len(new)),
    )


def _waiting(known: Known, plan: Readiness | None) -> Iterable[Question]:
    """Return the new questions that there is time for, topic by topic in the order of reading.

    Where it isn't for all, what interviewers ask most comes first, whatever its topic.
    """
    new = (question for topic in known.library.topics for question in known.of(topic).new)
    if plan is None or not plan.is_too_short:
        return new
    return sorted(filter(plan.has_time_for, new), key=lambda one: ASKED.index(one.asked))


def _steady(known: Known, load: Load) -> int:
    """Return how many new questions are left of a day without a plan, beside what is due."""
    room = max(0, load.pace.left - load.today)
    return max(0, min(NEW_WITHOUT_A_DATE, room + known.begun_today) - known.begun_today)


def _new_tomorrow(plan: Readiness | None, pace: Pace, due: int, waiting: int) -> int:
    if plan is not None and not plan.days_left:
        return 0  # the interview is over by then
    a_day = plan.new_a_day if plan else NEW_WITHOUT_A_DATE
    return min(a_day, max(0, pace.daily_cap - due), waiting)
