"""The day of the interview: what will be remembered, and what it takes to have seen everything."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notes_site.study.content.asked.words import ASKED, SOMETIMES
from notes_site.study.content.library import Question, Topic
from notes_site.study.memory.known import Known
from notes_site.study.progress.planning import (
    DayAhead,
    Load,
    Offer,
    Pace,
    count_reviews,
    look_at_days,
    offer_more,
    plan_new,
    weigh_load,
)


@dataclass(frozen=True, slots=True)
class TopicOutlook:
    """What is expected of one topic on a day; recall is None where nothing is known of it.

    `unseen_by_asked` counts the unseen by how often interviewers ask for them, as `ASKED` has it.
    """

    topic: Topic
    recall: float | None
    unseen: int
    unseen_by_asked: tuple[int, ...] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Readiness:
    """The day of the interview: what will be remembered, and what it takes to have seen it all.

    `new_today` is what of `new_a_day` fits into today, `begun_today` what was answered of it.
    New questions are begun in the order of `ASKED` where there isn't time for all: `asked` says how
    often those are asked of which the last ones fit, and `to_drop` the topics, in reading order,
    for whose questions of these there is no time. `fits_before` says of what all fit.
    `fitting` says for how many new questions there is time from today's morning on, beside the
    reviews, of which there are `reviews_a_day` on average. Where it isn't for all, `offer` is a
    higher cap with which it is for more.
    """

    interview_on: date
    days_left: int
    topics: tuple[TopicOutlook, ...]
    new_a_day: int
    new_today: int
    begun_today: int
    fitting: int
    reviews_a_day: int
    daily_cap: int
    asked: str
    to_drop: tuple[Topic, ...]
    offer: Offer | None

    @property
    def recall_by_topic(self) -> Mapping[str, float | None]:
        return {one.topic.slug: one.recall for one in self.topics}

    @property
    def unseen(self) -> int:
        return sum(one.unseen for one in self.topics)

    @property
    def to_begin(self) -> tuple[Topic, ...]:
        """Return the topics for whose new questions, asked as often as `asked`, there is time.

        They come in reading order; of one of them, it may be only for some.
        """
        at = ASKED.index(self.asked)
        waiting = (one.topic for one in self.topics if one.unseen_by_asked[at])
        return tuple(topic for topic in waiting if topic not in self.to_drop)

    @property
    def fits_before(self) -> tuple[str, ...]:
        """Say how often those new questions are asked that all fit, before those of `asked`."""
        earlier = enumerate(ASKED[: ASKED.index(self.asked)])
        return tuple(word for at, word in earlier if any(_waiting(self.topics, at)))

    def has_time_for(self, question: Question) -> bool:
        """Tell whether a new question is among those to begin with, where not all fit."""
        at, last = ASKED.index(question.asked), ASKED.index(self.asked)
        is_dropped = any(topic.slug == question.slug for topic in self.to_drop)
        return at < last or (at == last and not is_dropped)

    @property
    def is_too_short(self) -> bool:
        return self.still_fitting < self.unseen

    @property
    def still_fitting(self) -> int:
        """Return for how many more there is time; who began more than planned has none left."""
        return max(0, self.fitting - self.begun_today)

    @property
    def new_left_today(self) -> int:
        return min(self.unseen, max(0, self.new_today - self.begun_today))


def topic_recall(known: Known, topic: Topic, day: date) -> float | None:
    """Return the mean expected recall (0 to 1) of what is known of a topic; None for nothing.

    How much of it was ever seen is another number: the two together say how a reader stands.
    """
    return topics_recall(known, (topic,), day)


def topics_recall(known: Known, topics: Iterable[Topic], day: date) -> float | None:
    """Do the same for several topics, each question counted alike."""
    return mean_recall(one for topic in topics for one in known.of(topic).recalls_on(day).values())


def mean_recall(recalls: Iterable[float]) -> float | None:
    found = list(recalls)
    return sum(found) / len(found) if found else None


def plan_ahead(
    known: Known, interview_on: date | None, pace: Pace
) -> tuple[Load, Readiness | None]:
    """Return what today asks for, and readiness where an interview is to come."""
    days = (max(interview_on or known.today, known.today) - known.today).days + 1
    ahead = look_at_days(known, pace, at_least=days)
    load = weigh_load(known, pace, ahead)
    if interview_on is None or interview_on < known.today:
        return load, None
    return load, assess(known, interview_on, pace, ahead[:days])


def assess(
    known: Known,
    interview_on: date,
    pace: Pace,
    ahead: Sequence[DayAhead],
) -> Readiness:
    """Say how ready the reader will be if nothing more is practised, and what would help.

    New questions can be practised from today on, and still on the day itself; these are the days
    ahead. Those begun today are planned as if they weren't yet, for the plan is the morning's.
    """
    topics = tuple(_look_at(known, topic, interview_on) for topic in known.library.topics)
    days = (interview_on - known.today).days + 1
    reviews = count_reviews(known, pace, days)
    reviews[0] += min(pace.answered, pace.daily_cap)
    wanted = sum(one.unseen for one in topics) + known.begun_today
    plan = plan_new(wanted, days, reviews, pace)
    offer = offer_more(wanted, days, reviews, pace) if plan.fitting < wanted else None
    asked, to_drop = find_end(topics, plan.fitting - known.begun_today)
    return Readiness(
        interview_on=interview_on,
        days_left=(interview_on - known.today).days,
        topics=topics,
        new_a_day=plan.a_day,
        new_today=min(plan.a_day, max(0, pace.daily_cap - reviews[0])),
        begun_today=known.begun_today,
        fitting=plan.fitting,
        reviews_a_day=round((pace.answered + sum(day.answered for day in ahead)) / len(ahead)),
        daily_cap=pace.daily_cap,
        asked=asked,
        to_drop=to_drop,
        offer=offer if offer and offer.fitting > plan.fitting else None,
    )


def _look_at(known: Known, topic: Topic, day: date) -> TopicOutlook:
    new = known.of(topic).new
    counts = Counter(question.asked for question in new)
    by_asked = tuple(counts[word] for word in ASKED)
    return TopicOutlook(topic, topic_recall(known, topic, day), len(new), by_asked)


def find_end(topics: Sequence[TopicOutlook], capacity: int) -> tuple[str, tuple[Topic, ...]]:
    """Say how far the time for new questions reaches, those that are asked most coming first.

    Return how often the last ones that fit are asked, and the topics left out among these.
    """
    left = capacity
    for at, word in enumerate(ASKED):
        waiting = _waiting(topics, at)
        if word == SOMETIMES or (any(waiting) and sum(waiting) >= left):
            break
        left -= sum(waiting)
    return word, choose_to_drop(topics, left, lambda one: one.unseen_by_asked[at])


def _waiting(topics: Iterable[TopicOutlook], at: int) -> list[int]:
    return [one.unseen_by_asked[at] for one in topics]


def choose_to_drop(
    topics: Sequence[TopicOutlook],
    capacity: int,
    count: Callable[[TopicOutlook], int] = lambda one: one.unseen,
) -> tuple[Topic, ...]:
    """Choose topics to leave out while the unseen questions of the others still fill the time.

    `count` says how many questions of a topic are meant.

    The topic with the smallest share of seen questions goes first, of equals the later one: what
    was begun is worth more than what was not, and what comes first is what the rest stands on.
    """
    left = sum(map(count, topics))
    dropped: list[Topic] = []
    later_first = tuple(reversed(topics))
    for one in sorted(later_first, key=_worth):
        if left - count(one) < max(0, capacity):
            break
        if count(one):
            dropped.append(one.topic)
            left -= count(one)
    return tuple(one.topic for one in topics if one.topic in dropped)


def _worth(outlook: TopicOutlook) -> float:
    total = len(outlook.topic.askable) or 1
    return (total - outlook.unseen) / total
