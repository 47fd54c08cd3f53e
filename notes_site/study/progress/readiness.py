"""The day of the interview: what will be remembered, and what it takes to have seen everything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from notes_site.study.content.library import Topic
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
    """What is expected of one topic on a day; recall is None where nothing is known of it."""

    topic: Topic
    recall: float | None
    unseen: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """The day of the interview: what will be remembered, and what it takes to have seen it all.

    `new_today` is what of `new_a_day` fits into today, `begun_today` what was answered of it.
    `to_drop` are the topics for whose new questions there is no time, in reading order.
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
        """Return the topics whose new questions there is time for, in reading order.

        Of one of them, it may be only for some.
        """
        return tuple(
            one.topic for one in self.topics if one.unseen and one.topic not in self.to_drop
        )

    @property
    def to_begin_today(self) -> tuple[Topic, ...]:
        """Return the first of `to_begin`, as many as today's new questions take."""
        unseen = {one.topic.slug: one.unseen for one in self.topics}
        before = accumulate((unseen[topic.slug] for topic in self.to_begin), initial=0)
        pairs = zip(self.to_begin, before, strict=False)
        return tuple(topic for topic, earlier in pairs if earlier < self.new_left_today)

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
    return mean_recall(known.of(topic).recalls_on(day).values())


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
    topics = tuple(
        TopicOutlook(
            topic,
            topic_recall(known, topic, interview_on),
            len(known.of(topic).new),
        )
        for topic in known.library.topics
    )
    days = (interview_on - known.today).days + 1
    reviews = count_reviews(known, pace, days)
    reviews[0] += min(pace.answered, pace.daily_cap)
    wanted = sum(one.unseen for one in topics) + known.begun_today
    plan = plan_new(wanted, days, reviews, pace)
    offer = offer_more(wanted, days, reviews, pace) if plan.fitting < wanted else None
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
        to_drop=choose_to_drop(topics, plan.fitting - known.begun_today),
        offer=offer if offer and offer.fitting > plan.fitting else None,
    )


def choose_to_drop(topics: Sequence[TopicOutlook], capacity: int) -> tuple[Topic, ...]:
    """Choose topics to leave out while the unseen questions of the others still fill the time.

    The topic with the smallest share of seen questions goes first, of equals the later one: what
    was begun is worth more than what was not, and what comes first is what the rest stands on.
    """
    left = sum(one.unseen for one in topics)
    dropped: list[Topic] = []
    later_first = tuple(reversed(topics))
    for one in sorted(later_first, key=_worth):
        if left - one.unseen < max(0, capacity):
            break
        if one.unseen:
            dropped.append(one.topic)
            left -= one.unseen
    return tuple(one.topic for one in topics if one.topic in dropped)


def _worth(outlook: TopicOutlook) -> float:
    total = len(outlook.topic.askable) or 1
    return (total - outlook.unseen) / total
