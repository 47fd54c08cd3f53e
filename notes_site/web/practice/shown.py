"""What a kind's template gets: one question, how it was answered, and what may be told of it."""

from dataclasses import dataclass, field

from notes_site.study.content.library import Question
from notes_site.study.questions.kind import Form, Grade, Response


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as its kind draws it; whatever is left out may not be seen yet."""

    question: Question
    order_seed: str
    """Puts what there is to choose from in the same order on every page of a quiz."""
    prefix: str = ""
    """Begins the ids and field names of a question that is not alone on its page."""
    draft: Form = field(default_factory=dict)
    """What was chosen and typed so far, to fill the fields with."""
    written: str | None = None
    """What was written before the model answer was shown; None while that may not be seen."""
    note: str = ""
    """What the reader noted beside the question, the times before."""
    response: Response | None = None
    grade: Grade | None = None

    @property
    def is_told(self) -> bool:
        """Whether the page tells what is right, in place of the fields: only what is graded is."""
        return self.grade is not None
