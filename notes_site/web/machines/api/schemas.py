"""What the API gives and takes, field by field; the document is drawn from it."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from notes_site.store.notes.flags import LONGEST_FLAG
from notes_site.store.notes.marks import LONGEST_NOTE
from notes_site.study.content.asked.words import ASKED, BY_LEVEL
from notes_site.study.practice.selection import MODES
from notes_site.study.practice.timed import PLANS
from notes_site.study.progress.today import TODAY
from notes_site.study.questions import KINDS
from notes_site.web.forms import (
    DEFAULT_LENGTH,
    LONGEST_QUERY,
    MOST_A_DAY,
    QUIZ_LENGTHS,
    RECALLS,
    TIME_ZONES,
    WENT,
)

MOST_NAMED = 100
LONGEST_NAME = 200
LONGEST_RESPONSE = max(getattr(kind, "longest", 0) for kind in KINDS.values())
VERDICTS = ("right", "partly", "wrong")


def _text(**how: Any) -> fields.String:
    return fields.String(required=True, **how)


def _number(**how: Any) -> fields.Integer:
    return fields.Integer(required=True, **how)


def _share() -> fields.Float:
    return fields.Float(required=True, allow_none=True, validate=validate.Range(0, 1))


def _flag() -> fields.Boolean:
    return fields.Boolean(required=True)


def _day() -> fields.Date:
    return fields.Date(required=True, allow_none=True)


def _moment() -> fields.AwareDateTime:
    return fields.AwareDateTime(required=True, allow_none=True)


def _several(schema: type[Schema]) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=True)


def _names(most: int = MOST_NAMED) -> fields.List[Any]:
    """A list of short texts that somebody sends."""
    name = fields.String(validate=validate.Length(1, LONGEST_NAME))
    return fields.List(name, validate=validate.Length(0, most))


class Named(fields.Dict):
    """Things by their names; what is wrong with one is told at its name, as JSON pointers go."""

    def _deserialize(self, *given: Any, **more: Any) -> Any:
        try:
            return super()._deserialize(*given, **more)  # type: ignore[no-untyped-call]
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            told = error.messages.items()
            found = {name: said.get("value", said.get("key")) for name, said in told}
            raise ValidationError(found) from None


# --- Problems ----------------------------------------------------------------------------------


class MistakeSchema(Schema):
    """What is wrong with one field."""

    pointer = _text(metadata={"description": "A JSON pointer, or the name of a parameter"})
    detail = _text()


class ProblemSchema(Schema):
    """What went wrong (RFC 9457)."""

    type = _text()
    title = _text()
    status = _number()
    detail = _text()
    errors = fields.List(fields.Nested(MistakeSchema))


# --- The course --------------------------------------------------------------------------------


class ListSchema(Schema):
    """A part of a list, and where the rest is."""

    next = fields.String(required=True, allow_none=True)


class PlaceSchema(Schema):
    """A section, and the page where people read it."""

    topic = _text()
    anchor = _text()
    title = _text()
    page = _text()


class TopicSummarySchema(Schema):
    """One chapter, as lists have it."""

    slug = _text()
    number = _number()
    title = _text()
    summary = _text()
    group = _text()
    minutes = _number()
    questions = _number()
    changed_on = _day()
    page = _text()


class TopicListSchema(ListSchema):
    """Chapters in the order of the course."""

    items = _several(TopicSummarySchema)


class SectionSummarySchema(Schema):
    """A heading of a topic, and how many questions it teaches."""

    anchor = _text()
    title = _text()
    level = _number()
    asked = _text()
    questions = _number()
    page = _text()


class TopicSchema(TopicSummarySchema):
    """One chapter with what stands in it; its text is at `text`, as Markdown."""

    prerequisites = fields.List(fields.String(), required=True)
    sections = _several(SectionSummarySchema)
    text = _text()


class SectionListSchema(ListSchema):
    """The sections of a topic, in the order of reading."""

    items = _several(SectionSummarySchema)


class SectionSchema(SectionSummarySchema):
    """A section with its text, in Markdown."""

    topic = _text()
    text = _text()


class TagSchema(Schema):
    """A subject that runs through the topics."""

    tag = _text()
    questions = _number()


class TagListSchema(ListSchema):
    """Tags in alphabetical order."""

    items = _several(TagSchema)


class TermSchema(Schema):
    """A word of the glossary."""

    name = _text()
    also = fields.List(fields.String(), required=True)
    text = _text()
    section = fields.Nested(PlaceSchema, required=True, allow_none=True)


class TermListSchema(ListSchema):
    """The glossary in alphabetical order."""

    items = _several(TermSchema)


class SearchArgs(Schema):
    """What to look for."""

    q = fields.String(required=True, validate=validate.Length(0, LONGEST_QUERY))


class HitSchema(Schema):
    """A place of the text that was found; `topic_title` and `heading` say where."""

    topic = _text()
    topic_title = _text()
    anchor = _text()
    heading = _text()
    snippet = _text()
    page = _text()


class FoundQuestionSchema(Schema):
    """A question that was found, and what teaches its answer."""

    title = _text()
    section = fields.Nested(PlaceSchema, required=True)


class FoundSchema(Schema):
    """What a search gave, best first, and how the query was understood."""

    hits = _several(HitSchema)
    questions = _several(FoundQuestionSchema)
    corrected = _text()
    suggestion = _text()
    is_partial = _flag()


# --- Questions ---------------------------------------------------------------------------------


class KeyedSchema(Schema):
    """Something to choose or to place, in Markdown; answers name it by its key."""

    key = _text()
    text = _text()


class QuestionSchema(Schema):
    """A question before its answer; `answer_with` names the fields that an answer has."""

    id = _text()
    kind = _text()
    topic = _text()
    title = _text()
    text = _text()
    difficulty = _number()
    level = _text()
    asked = _text()
    tags = fields.List(fields.String(), required=True)
    has_hint = _flag()
    answer_with = fields.List(fields.String(), required=True)
    choices = fields.List(fields.Nested(KeyedSchema))
    to_order = fields.List(fields.Nested(KeyedSchema))
    lefts = fields.List(fields.Nested(KeyedSchema))
    rights = fields.List(fields.Nested(KeyedSchema))
    longest = fields.Integer(allow_none=True)


class QuestionListSchema(ListSchema):
    """Questions in the order of the course."""

    items = _several(QuestionSchema)


class QuestionArgs(Schema):
    """Which questions; where nothing is named, all."""

    topic = fields.String(validate=validate.Length(1, LONGEST_NAME))
    section = fields.String(validate=validate.Length(1, LONGEST_NAME))
    tag = fields.String(validate=validate.Length(1, LONGEST_NAME))
    difficulty = fields.Integer(validate=validate.OneOf([1, 2, 3]))
    level = fields.String(validate=validate.OneOf([*BY_LEVEL]))
    asked = fields.String(validate=validate.OneOf([*ASKED]))


class SaidSchema(Schema):
    """An answer: only the fields that its question names in `answer_with`."""

    choice = _names()
    text = fields.String(validate=validate.Length(0, LONGEST_RESPONSE))
    order = _names()
    matches = Named(
        keys=fields.String(validate=validate.Length(1, LONGEST_NAME)),
        values=fields.String(validate=validate.Length(1, LONGEST_NAME)),
        validate=validate.Length(0, MOST_NAMED),
    )


class AnswerSchema(SaidSchema):
    """An answer, and how sure its reader is: 1 guessing, 2 fairly, 3 sure."""

    confidence = fields.Integer(strict=True, validate=validate.OneOf([1, 2, 3]), allow_none=True)


class ChoiceToldSchema(KeyedSchema):
    """Something to choose, after the answer."""

    is_right = _flag()
    explanation = _text()


class RubricLineSchema(KeyedSchema):
    """What a good answer says, and the points it earns."""

    points = _number()


class ModelAnswerSchema(Schema):
    """What a good answer to an open question says."""

    model_answer = fields.String()
    rubric = fields.List(fields.Nested(RubricLineSchema))
    follow_up = fields.String()


class RightSchema(ModelAnswerSchema):
    """What is right; which fields there are depends on the kind.

    In `order` a list holds what may change places.
    """

    choices = fields.List(fields.Nested(ChoiceToldSchema))
    accepted = fields.List(fields.String())
    printed = fields.String()
    order = fields.List(fields.List(fields.Nested(KeyedSchema)))
    matches = fields.Dict(keys=fields.String(), values=fields.String())


class ExplainedSchema(Schema):
    """What is right, and why."""

    why = _text()
    section = fields.Nested(PlaceSchema, required=True, allow_none=True)
    right = fields.Nested(RightSchema, required=True)


class GradedSchema(Schema):
    """How an answer was graded: points from 0 to 1."""

    said = fields.Nested(SaidSchema, required=True)
    score = fields.Float(required=True, validate=validate.Range(0, 1))
    verdict = _text(validate=validate.OneOf(VERDICTS))


class TrapSchema(Schema):
    """A wrong idea that keeps catching its reader, how often, and how many questions offer it."""

    name = _text()
    words = _text()
    times = _number()
    questions = _number()
    sections = _several(PlaceSchema)


class FeedbackSchema(GradedSchema):
    """An answer with all that there is to say of it.

    `comes_back_in` counts days; null where the question is never asked again.
    """

    confidence = fields.Integer(required=True, allow_none=True)
    answered_at = _moment()
    is_corrected = _flag()
    comes_back_in = fields.Integer(required=True, allow_none=True)
    explained = fields.Nested(ExplainedSchema, required=True)
    traps = _several(TrapSchema)


class TriedSchema(Schema):
    """Answers to questions of the trial, by question id."""

    answers = Named(
        keys=fields.String(validate=validate.Length(1, LONGEST_NAME)),
        values=fields.Nested(SaidSchema),
        required=True,
        validate=validate.Length(1, 3),
    )


class TrialSchema(Schema):
    """Three questions that anybody may answer."""

    items = _several(QuestionSchema)


class TriedItemSchema(GradedSchema):
    """A question of the trial, graded."""

    question_id = _text()
    explained = fields.Nested(ExplainedSchema, required=True)


class TrialGradedSchema(Schema):
    """What a trial came to; nothing of it is stored."""

    items = _several(TriedItemSchema)


# --- Quizzes -----------------------------------------------------------------------------------


class WishSchema(Schema):
    """The quiz to begin; where no questions are named, all are meant."""

    mode = fields.String(load_default="mix", validate=validate.OneOf([TODAY, *MODES]))
    topics = _names()
    tags = _names()
    sections = _names()
    difficulties = fields.List(
        fields.Integer(strict=True, validate=validate.OneOf([1, 2, 3])),
        validate=validate.Length(0, 3),
    )
    essentials = fields.Boolean(load_default=False)
    length = fields.Integer(
        strict=True,
        load_default=DEFAULT_LENGTH,
        validate=validate.Range(1, max(QUIZ_LENGTHS)),
    )


class TimedWishSchema(Schema):
    """The timed quiz to begin."""

    plan = fields.String(required=True, validate=validate.OneOf([*PLANS]))
    topics = _names()


class QuizSummarySchema(Schema):
    """A quiz in a list. What a timed one came to is told when it is over."""

    id = _number()
    mode = _text()
    is_timed = _flag()
    started_at = _moment()
    deadline_at = _moment()
    finished_at = _moment()
    length = _number()
    answered = _number()
    points = fields.Float(required=True, allow_none=True)
    is_open = _flag()


class QuizListSchema(ListSchema):
    """Quizzes, the newest first."""

    items = _several(QuizSummarySchema)


class StepSummarySchema(Schema):
    """One question of a quiz; `verdict` is null as long as it may not be told."""

    position = _number()
    question_id = _text()
    is_answered = _flag()
    verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf(VERDICTS))


class QuizSchema(Schema):
    """A quiz and its questions; `next` is the first position that waits for an answer."""

    id = _number()
    mode = _text()
    started_at = _moment()
    finished_at = _moment()
    steps = _several(StepSummarySchema)
    next = fields.Integer(required=True, allow_none=True)


class StepSchema(Schema):
    """A question of a quiz: before the answer what is asked, after it the feedback."""

    quiz_id = _number()
    position = _number()
    question = fields.Nested(QuestionSchema, required=True)
    is_hinted = _flag()
    hint = fields.String(required=True, allow_none=True)
    written = fields.String(required=True, allow_none=True)
    model_answer = fields.Nested(ModelAnswerSchema, required=True, allow_none=True)
    feedback = fields.Nested(FeedbackSchema, required=True, allow_none=True)
    next = fields.Integer(required=True, allow_none=True)


class WrittenSchema(Schema):
    """What is written on an open question before its model answer is shown."""

    text = fields.String(required=True, validate=validate.Length(0, LONGEST_RESPONSE))


class TickedSchema(Schema):
    """The lines of the rubric that the reader finds in their answer."""

    choice = _names()


class AnsweredSchema(Schema):
    """One answer of a quiz, and in how many days its question comes back."""

    question_id = _text()
    score = fields.Float(required=True)
    verdict = _text()
    comes_back_in = fields.Integer(required=True, allow_none=True)


class GainSchema(Schema):
    """What the quiz did to the sections that it is about: shares expected to be right on a day."""

    before = _share()
    after = _share()
    day = _day()


class ResultsSchema(Schema):
    """What a quiz came to."""

    quiz_id = _number()
    points = fields.Float(required=True)
    out_of = _number()
    answers = _several(AnsweredSchema)
    to_reread = _several(PlaceSchema)
    gain = fields.Nested(GainSchema, required=True, allow_none=True)


class TimedSchema(QuizSchema):
    """A timed quiz; nothing of how it goes is told before its end."""

    deadline_at = _moment()
    seconds_left = _number()


class TimedStepSchema(Schema):
    """A question of a running timed quiz, and what its reader said so far."""

    quiz_id = _number()
    position = _number()
    question = fields.Nested(QuestionSchema, required=True)
    said = fields.Nested(SaidSchema, required=True, allow_none=True)
    seconds_left = _number()
    next = fields.Integer(required=True, allow_none=True)


class TopicPointsSchema(Schema):
    """What a timed quiz came to in one topic."""

    topic = _text()
    points = fields.Float(required=True)
    questions = _number()


class ReportStepSchema(Schema):
    """A question of a timed quiz that is over; without a verdict, its reader is to grade it."""

    position = _number()
    question = fields.Nested(QuestionSchema, required=True)
    said = fields.Nested(SaidSchema, required=True, allow_none=True)
    score = fields.Float(required=True, allow_none=True)
    verdict = fields.String(required=True, allow_none=True, validate=validate.OneOf(VERDICTS))
    explained = fields.Nested(ExplainedSchema, required=True)


class ReportSchema(Schema):
    """What a timed quiz came to."""

    quiz_id = _number()
    points = fields.Float(required=True)
    out_of = _number()
    topics = _several(TopicPointsSchema)
    steps = _several(ReportStepSchema)


# --- What is the reader's own ------------------------------------------------------------------


class ReaderSchema(Schema):
    """Who the token belongs to, and how they study."""

    username = _text()
    time_zone = _text(metadata={"description": "Days begin at 04:00 there"})
    wanted_recall = fields.Float(required=True)
    today = _day()


def _insist_on_zone(name: str) -> None:
    if name not in TIME_ZONES:
        raise ValidationError("There is no such time zone.")


class StudyChangeSchema(Schema):
    """What to change of how a reader studies; what is not named stays."""

    time_zone = fields.String(
        validate=[validate.Length(1, LONGEST_NAME), _insist_on_zone],
        metadata={"description": "As the tz database names it, such as Europe/Berlin"},
    )
    wanted_recall = fields.Float(
        validate=validate.OneOf([float(value) for value in RECALLS]),
        metadata={"description": "The share to remember when a question comes back"},
    )


class DueSchema(Schema):
    """A question that is due."""

    question_id = _text()
    topic = _text()
    title = _text()
    due_on = _day()
    recall = _share()


class DueListSchema(ListSchema):
    """What is due, in the order of the course."""

    items = _several(DueSchema)


class TodaySchema(Schema):
    """What is left of the reader's day."""

    due = _number()
    new = _number()
    minutes = _number()
    due_tomorrow = _number()
    new_tomorrow = _number()
    topics = fields.List(fields.String(), required=True)


class TopicProgressSchema(Schema):
    """What is known of a topic."""

    topic = _text()
    title = _text()
    questions = _number()
    seen = _number()
    mastered = _number()
    answered = _number()
    points = fields.Float(required=True)
    recall = _share()
    last_practised_at = _moment()


class DueDaySchema(Schema):
    """How much falls due on a day."""

    day = _day()
    due = _number()


class WeakSectionSchema(PlaceSchema):
    """A section of which much was answered wrongly."""

    answered = _number()
    missed = _number()


class ReadinessSchema(Schema):
    """The plan for the interview.

    Where the time is short: new questions that interviewers ask more often than `asked` all fit,
    and of those asked that often all but the topics of `to_drop`.
    """

    interview_on = _day()
    days_left = _number()
    new_a_day = _number()
    unseen = _number()
    recall_on_the_day = _share()
    asked = _text()
    to_drop = fields.List(fields.String(), required=True)


class ProgressSchema(Schema):
    """What the reader knows, did, and has before them."""

    answered = _number()
    streak = _number()
    is_today_done = _flag()
    recall = _share()
    topics = _several(TopicProgressSchema)
    due = _several(DueDaySchema)
    weak = _several(WeakSectionSchema)
    today = fields.Nested(TodaySchema, required=True)
    readiness = fields.Nested(ReadinessSchema, required=True, allow_none=True)


class PlanSchema(Schema):
    """What the reader plans for."""

    interview_on = _day()
    daily_cap = _number()


class PlanChangeSchema(Schema):
    """What to change of the plan; a day is today or later, null takes it away."""

    interview_on = fields.Date(allow_none=True)
    daily_cap = fields.Integer(strict=True, validate=validate.Range(1, MOST_A_DAY))


class OutcomeSchema(Schema):
    """How an interview went, as its reader noted it."""

    held_on = _day()
    went = _text()
    note = _text()


class OutcomeWishSchema(Schema):
    """How the interview went whose day is over: a word, a note or both; and the next one's day."""

    went = fields.String(load_default="", validate=validate.OneOf(["", *WENT]))
    note = fields.String(load_default="", validate=validate.Length(0, LONGEST_NOTE))
    next_on = fields.Date(load_default=None, allow_none=True)


class OutcomeListSchema(Schema):
    """How interviews went, the newest first."""

    items = _several(OutcomeSchema)


class TrapListSchema(Schema):
    """What keeps catching the reader, worst first."""

    items = _several(TrapSchema)


class TrapChoiceSchema(Schema):
    """The wrong idea to practise against; without a name, all."""

    name = fields.String(load_default="", validate=validate.Length(0, LONGEST_NAME))


class MarksSchema(Schema):
    """What a reader keeps with a question."""

    is_bookmarked = _flag()
    is_suspended = _flag()
    note = _text()


class MarksChangeSchema(Schema):
    """What to change of it; what is not named stays."""

    is_bookmarked = fields.Boolean(truthy={True}, falsy={False})
    is_suspended = fields.Boolean(truthy={True}, falsy={False})
    note = fields.String(validate=validate.Length(0, LONGEST_NOTE))


class SavedSchema(MarksSchema):
    """A question with what is kept with it."""

    question_id = _text()
    topic = _text()
    title = _text()


class SavedListSchema(ListSchema):
    """Saved questions in the order of the course."""

    items = _several(SavedSchema)


class FlagSchema(Schema):
    """What is wrong with a question, for the host."""

    words = fields.String(required=True, validate=validate.Length(1, LONGEST_FLAG))


class ReadListSchema(Schema):
    """Sections that the reader has read."""

    items = _several(PlaceSchema)
