"""What a visitor answered in the trial, carried to their new account as their first answers.

No cookie holds it, for visitors' pages are kept as they are: it goes from the trial's page through
the form that creates the account, signed and for a while. Only what was chosen is carried; the
grade is found anew.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from notes_site.store.people.users import Reader
from notes_site.store.practice.answers import record_answer
from notes_site.store.practice.quizzes import add_quiz
from notes_site.study.content.library import Question
from notes_site.study.questions.kind import Response
from notes_site.web.context import library, now
from notes_site.web.practice.beginning import new_seed
from notes_site.web.practice.shown import Shown
from notes_site.web.practice.steps import new_answer

HOLDS = timedelta(hours=2)
"""Long enough to think of a name and a password; what is known fades."""

Answered = Sequence[tuple[Question, Response]]


def sign_answers(tried: Sequence[Shown]) -> str:
    """Return what was answered as text that only this site can have made; empty for nothing."""
    given = {one.question.id: one.response for one in tried if one.response is not None}
    return str(_serializer().dumps([now().isoformat(), given])) if given else ""


def read_answers(signed: str | None) -> Answered:
    """Return the answers of such a text; none where it is not ours, too old, or out of date."""
    try:
        moment, given = _serializer().loads(signed or "")
    except BadData:
        return ()
    if not timedelta(0) <= now() - datetime.fromisoformat(moment) <= HOLDS:
        return ()
    find = library().questions.get
    found = ((find(name), tuple(response)) for name, response in given.items())
    return [(one, said) for one, said in found if one and one.kind.can_read(said)]


def keep_answers(reader: Reader, answered: Answered) -> None:
    """Record them as the first quiz of a new reader."""
    if not answered:
        return
    moment = now()
    quiz_id = add_quiz(reader.id, new_seed(), [question.id for question, _ in answered], moment)
    for position, (question, response) in enumerate(answered, 1):
        given = new_answer(quiz_id, position, question, response)
        record_answer(reader.id, given, moment)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="trial answers")
