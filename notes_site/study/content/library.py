"""The frozen values that content becomes: Library, Topic, Section, Question and what they hold."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from notes_site.study.content.asked.words import ESSENTIAL, LEVELS, SOMETIMES
from notes_site.study.content.look.announcements import Announcement
from notes_site.study.content.look.home import FirstPage
from notes_site.study.content.look.pictures import SitePictures
from notes_site.study.content.look.tokens import Look
from notes_site.study.questions.kind import Kind
from notes_site.study.text.blocks import Block, Diagram, Fence, Fold, Footnote, TopicBlock
from notes_site.study.text.pictures import Picture

CHEAT_SHEET, INTERVIEW = "cheatsheet.md", "interview.md"
"""What stands in a topic's folder beside its text and its bank."""
TRIAL_LENGTH = 3
TRIAL_TAG = "check-yourself"
MOST_BESIDE = 40
"""Topics that a list beside a text names; a larger library is led through by its groups."""

EVENTS = ("interview", "exam", "certificate")
"""What a course prepares for; of the first one the interface speaks by itself."""
WRITTEN_FROM_THE_RIGHT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Section:
    """A `##` or `###` heading and what stands under it, up to the next one.

    `searched` is what people type who look for it, as its author heard them; it is never shown.
    `was` are anchors that it had under earlier headings; links from elsewhere still lead there.
    """

    title: str
    anchor: str
    level: int
    line: int
    blocks: tuple[TopicBlock, ...]
    searched: tuple[str, ...] = ()
    asked: str = SOMETIMES
    was: tuple[str, ...] = ()

    @property
    def is_essential(self) -> bool:
        """Whether interviewers ask for it always, or often."""
        return self.asked in ESSENTIAL

    @property
    def length(self) -> int:
        """Count its words, those of its code among them, but for what is folded away."""
        words, is_folded = 0, False
        for block in self.blocks:
            if isinstance(block, Fold):
                is_folded = not (block.ends or block.is_open)
            elif not is_folded:
                words += len(block.text.split())
        return words


@dataclass(frozen=True, slots=True)
class SectionRef:
    """The section that teaches a question's answer: `routing#the-url-map`."""

    slug: str
    anchor: str


@dataclass(frozen=True, slots=True)
class TypicalQuestion:
    """What interviewers ask, in their words: the section that teaches it, and an id to practise.

    `practise` is "" where no question of the bank asks for it. `answer` has the question as its
    title and what to say below; None where the section itself answers.
    """

    text: str
    level: int
    see: SectionRef
    practise: str
    line: int
    answer: Section | None = None

    @property
    def level_word(self) -> str:
        return LEVELS[self.level]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary: what it means in a paragraph, and the section that teaches it."""

    name: str
    anchor: str
    also: tuple[str, ...]
    see: SectionRef | None
    text: str
    line: int

    @property
    def initial(self) -> str:
        return self.name[0].upper()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank; `id` is its identity for ever, `content_hash` its version."""

    id: str
    slug: str
    title: str
    kind: Kind
    body: tuple[Block, ...]
    why: str
    hint: str
    difficulty: int
    tags: tuple[str, ...]
    see: SectionRef
    changes_in: str
    revision: int
    retired: str
    checks: tuple[Fence, ...]
    content_hash: str
    path: str
    line: int
    was: tuple[str, ...] = ()
    """Ids that it had before, or of questions merged into it; answers under them are its own."""
    asked: str = SOMETIMES
    """How often interviewers ask for it."""

    @property
    def stem(self) -> tuple[Block, ...]:
        """What is shown above the answer."""
        return self.kind.stem(self.body)

    @property
    def level(self) -> str:
        """Say who is asked it: the word for its difficulty."""
        return LEVELS[self.difficulty]

    @property
    def is_essential(self) -> bool:
        return self.asked in ESSENTIAL


@dataclass(frozen=True)
class Topic:
    """One chapter: what it says, in sections, and the questions about it.

    `checked_with` names the versions its code was run with, as "Flask 3.1.3".
    """

    slug: str
    number: int
    title: str
    summary: str
    group: str
    minutes: int
    prerequisites: tuple[str, ...]
    sources: tuple[str, ...]
    intro: tuple[TopicBlock, ...]
    sections: tuple[Section, ...]
    footnotes: tuple[Footnote, ...]
    questions: tuple[Question, ...]
    content_hash: str
    path: str
    cheat_sheet: tuple[Section, ...] = ()
    checked_with: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    changed_on: date | None = None
    pictures: tuple[Picture, ...] = ()
    """What its questions and its cheat sheet show; the text's own stand in its blocks."""
    typical: tuple[TypicalQuestion, ...] = ()
    """How interviewers ask about it."""

    def __hash__(self) -> int:
        """Hash a little of it: pages keep things by topic, and equal ones have the same."""
        return hash((self.slug, self.content_hash))

    @cached_property
    def answered(self) -> tuple[tuple[TypicalQuestion, Section], ...]:
        """The questions of interviews that have an answer of their own, with it."""
        return tuple((one, one.answer) for one in self.typical if one.answer)

    @property
    def answers(self) -> tuple[Section, ...]:
        return tuple(answer for _, answer in self.answered)

    @cached_property
    def typical_by_section(self) -> Mapping[str, tuple[TypicalQuestion, ...]]:
        """How interviewers ask about each section, in its order, and last about other topics'."""
        found: dict[str, list[TypicalQuestion]] = {one.anchor: [] for one in self.sections}
        for one in self.typical:
            found.setdefault(self.about(one), []).append(one)
        return {about: tuple(asked) for about, asked in found.items() if asked}

    def about(self, asked: TypicalQuestion) -> str:
        """Name the section that a question of interviews is about: of another topic after a dot."""
        see = asked.see
        return see.anchor if see.slug == self.slug else f"{see.slug}.{see.anchor}"

    @property
    def answers_path(self) -> str:
        return f"{self.path.partition('/')[0]}/{INTERVIEW}"

    @property
    def beside(self) -> tuple[tuple[str, tuple[Section, ...]], ...]:
        """What is told in sections beside the text, by the path of its file."""
        sheet = f"{self.path.partition('/')[0]}/{CHEAT_SHEET}"
        return (sheet, self.cheat_sheet), (self.answers_path, self.answers)

    @cached_property
    def askable(self) -> tuple[Question, ...]:
        """The questions that quizzes may ask: all but the retired ones."""
        return tuple(question for question in self.questions if not question.retired)

    @cached_property
    def essentials(self) -> tuple[Section, ...]:
        """The sections that interviewers ask for always, or often."""
        return tuple(section for section in self.sections if section.is_essential)

    @cached_property
    def essential_minutes(self) -> int:
        """How long its essentials take to read: whole minutes, 0 where it has none."""
        return self.minutes_of(self.essentials)

    def minutes_of(self, sections: Iterable[Section]) -> int:
        """Return what some of its sections take of its minutes, by how much they say."""
        part, whole = (sum(one.length for one in some) for some in (sections, self.sections))
        return max(1, round(self.minutes * part / whole)) if part else 0

    @property
    def trial(self) -> tuple[Question, ...]:
        """Three questions to answer by choosing: those tagged for it, else the easiest."""
        choices = [one for one in self.askable if one.kind.is_chosen]
        tagged = [one for one in choices if TRIAL_TAG in one.tags]
        rest = sorted(choices, key=lambda one: one.difficulty)
        return tuple({one.id: one for one in (*tagged, *rest)}.values())[:TRIAL_LENGTH]

    def find_section(self, anchor: str) -> Section | None:
        return next((section for section in self.sections if section.anchor == anchor), None)

    def find_renamed(self, anchor: str) -> Section | None:
        """Return the section that had an anchor before."""
        return next((section for section in self.sections if anchor in section.was), None)

    def blocks(self) -> Iterator[TopicBlock]:
        """Yield every block of the text in reading order."""
        yield from self.intro
        for section in self.sections:
            yield from section.blocks

    def all_pictures(self) -> Iterator[Picture]:
        """Yield every picture of the text, the questions and the cheat sheet."""
        for block in self.blocks():
            if isinstance(block, Diagram):
                yield from filter(None, (block.picture, block.dark))
        yield from self.pictures


@dataclass(frozen=True, slots=True)
class GroupBeside:
    """A group as a topic's page lists it: its place in the library from 1, and the topics named."""

    place: int
    name: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the host's own, linked at the foot of every other; `name` is its address."""

    name: str
    title: str
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]

    @property
    def path(self) -> str:
        return f"pages/{self.name}.md"

    @property
    def blocks(self) -> tuple[TopicBlock, ...]:
        return (*self.intro, *(block for section in self.sections for block in section.blocks))


@dataclass(frozen=True, slots=True)
class Host:
    """Who runs the site, as site.toml has it, in Markdown; "" where it says nothing."""

    name: str = ""
    contact: str = ""
    privacy: str = ""


@dataclass(frozen=True)
class Library:
    """All topics in the order in which they are read: group by group, and in a group by number.

    Parsed once, shared by every request, never written to. `subject` is what has the versions that
    `changes-in` names, such as Flask.
    """

    title: str
    tagline: str
    language: str
    groups: tuple[str, ...]
    topics: tuple[Topic, ...]
    glossary: tuple[Term, ...] = ()
    subject: str = ""
    host: Host = Host()
    look: Look = field(default_factory=Look)
    own_pages: tuple[OwnPage, ...] = ()
    home: FirstPage = field(default_factory=FirstPage)
    announcements: tuple[Announcement, ...] = ()
    own_pictures: SitePictures = field(default_factory=SitePictures)
    event: str = EVENTS[0]
    by_slug: Mapping[str, Topic] = field(init=False, repr=False)
    questions: Mapping[str, Question] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        groups = list(dict.fromkeys((*self.groups, *(topic.group for topic in self.topics))))
        topics = sorted(self.topics, key=lambda topic: groups.index(topic.group))
        object.__setattr__(self, "topics", tuple(topics))
        by_slug = {topic.slug: topic for topic in self.topics}
        questions = {question.id: question for topic in self.topics for question in topic.questions}
        object.__setattr__(self, "by_slug", by_slug)
        object.__setattr__(self, "questions", questions)

    def __hash__(self) -> int:
        """Hash a little of it, as topics do."""
        return hash((self.title, self.topics))

    @property
    def direction(self) -> str:
        """The way the language is written, as HTML's `dir` says it: "ltr" or "rtl"."""
        return "rtl" if self.language.lower().split("-")[0] in WRITTEN_FROM_THE_RIGHT else "ltr"

    @cached_property
    def topics_by_group(self) -> tuple[tuple[str, tuple[Topic, ...]], ...]:
        """Groups in the order of site.toml, then the others in the order of their first topic."""
        grouped: dict[str, list[Topic]] = {name: [] for name in self.groups}
        for topic in self.topics:
            grouped.setdefault(topic.group, []).append(topic)
        return tuple((name, tuple(topics)) for name, topics in grouped.items() if topics)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Say which topic a slug's is, from 1."""
        return {topic.slug: place for place, topic in enumerate(self.topics, 1)}

    def groups_beside(self, topic: Topic) -> tuple[GroupBeside, ...]:
        """Return the groups to list beside a topic: all with their topics in a small library.

        In a large one only its own group has topics; of both there are never more than
        MOST_BESIDE, those nearest, so that pages don't grow with the library.
        """
        groups = tuple(
            GroupBeside(place, name, topics)
            for place, (name, topics) in enumerate(self.topics_by_group, 1)
        )
        if len(self.topics) <= MOST_BESIDE:
            return groups
        own = next(at for at, group in enumerate(groups) if group.name == topic.group)
        named = _nearest(groups[own].topics, groups[own].topics.index(topic))
        return tuple(
            replace(group, topics=named if group is groups[own] else ())
            for group in _nearest(groups, own)
        )

    @cached_property
    def pictures(self) -> Mapping[str, Picture]:
        """What questions and cheat sheets show, by the name of its file, which is one's alone."""
        return {one.file: one for topic in self.topics for one in topic.pictures}

    @cached_property
    def page_links(self) -> tuple[tuple[str, str], ...]:
        """The name and the title of every page of the host's own."""
        return tuple((page.name, page.title) for page in self.own_pages)

    def find_own_page(self, name: str) -> OwnPage | None:
        return next((page for page in self.own_pages if page.name == name), None)

    def all_pictures(self) -> tuple[Picture, ...]:
        """Return every picture of the topics and the course's own; some may be there twice."""
        of_topics = (picture for topic in self.topics for picture in topic.all_pictures())
        return *self.own_pictures, *of_topics

    @cached_property
    def changed_topics(self) -> tuple[Topic, ...]:
        """The topics whose day of change is known, the newest first; in course order on one day."""
        dated = [(topic.changed_on, topic) for topic in self.topics if topic.changed_on]
        newest_first = sorted(dated, key=lambda pair: pair[0], reverse=True)
        return tuple(topic for _, topic in newest_first)

    @cached_property
    def essential_topics(self) -> tuple[Topic, ...]:
        """The topics that have essentials: the short way through the course."""
        return tuple(topic for topic in self.topics if topic.essentials)

    @cached_property
    def essential_minutes(self) -> int:
        return sum(topic.essential_minutes for topic in self.topics)

    @cached_property
    def typical(self) -> tuple[TypicalQuestion, ...]:
        """All questions as interviewers ask them."""
        return tuple(one for topic in self.topics for one in topic.typical)

    @cached_property
    def reading_order(self) -> Mapping[SectionRef, int]:
        """Every section, in the order of reading, with its place in it from 0."""
        return {ref: place for place, ref in enumerate(self._places)}

    @cached_property
    def askable(self) -> tuple[Question, ...]:
        """All questions that quizzes may ask."""
        return tuple(question for topic in self.topics for question in topic.askable)

    @cached_property
    def questions_by_section(self) -> Mapping[SectionRef, tuple[Question, ...]]:
        """The questions that quizzes may ask, under the section that teaches them."""
        found: dict[SectionRef, list[Question]] = {}
        for question in self.askable:
            found.setdefault(question.see, []).append(question)
        return {see: tuple(questions) for see, questions in found.items()}

    @cached_property
    def taught_by_topic(self) -> Mapping[str, tuple[tuple[SectionRef, int], ...]]:
        """Each topic's sections in order, by slug, with how many questions each of them teaches."""
        found: dict[str, list[tuple[SectionRef, int]]] = {topic.slug: [] for topic in self.topics}
        for ref in self.reading_order:
            found[ref.slug].append((ref, len(self.questions_by_section.get(ref, ()))))
        return {slug: tuple(sections) for slug, sections in found.items()}

    @cached_property
    def questions_by_tag(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions that quizzes may ask, under each of their tags, in alphabetical order."""
        found: dict[str, list[Question]] = {}
        for question in self.askable:
            for tag in question.tags:
                if tag != TRIAL_TAG:
                    found.setdefault(tag, []).append(question)
        return {tag: tuple(found[tag]) for tag in sorted(found, key=str.casefold)}

    def shared_tags(self, topic: Topic) -> tuple[str, ...]:
        """Return the tags that lead from a topic to others."""
        return tuple(tag for tag, slugs in self._slugs_by_tag if topic.slug in slugs)

    @cached_property
    def _slugs_by_tag(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The tags that several topics share, with these topics' slugs."""
        pairs = (
            (tag, frozenset(question.slug for question in questions))
            for tag, questions in self.questions_by_tag.items()
        )
        return tuple((tag, slugs) for tag, slugs in pairs if len(slugs) > 1)

    @cached_property
    def trial(self) -> tuple[Question, ...]:
        """Three questions to answer by choosing, from topics spread over the course."""
        first = [topic.trial[0] for topic in self.topics if topic.trial]
        last = len(first) - 1
        spread = {round(last * step / (TRIAL_LENGTH - 1)): None for step in range(TRIAL_LENGTH)}
        return tuple(first[at] for at in spread if first)

    @cached_property
    def questions_by_trap(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions that offer each misconception as an answer."""
        found: dict[str, list[Question]] = {}
        for topic in self.topics:
            for question in topic.questions:
                for trap in dict.fromkeys(question.kind.traps.values()):
                    found.setdefault(trap, []).append(question)
        return {trap: tuple(questions) for trap, questions in found.items()}

    def neighbours(
        self, topic: Topic, *, is_short: bool = False
    ) -> tuple[Topic | None, Topic | None]:
        """Return the topics before and after this one; on the short way, those with essentials."""
        place = self.topics.index(topic)
        before, after = self.topics[:place][::-1], self.topics[place + 1 :]
        found = (
            next((one for one in some if one.essentials or not is_short), None)
            for some in (before, after)
        )
        return next(found), next(found)

    def find_section(self, ref: SectionRef) -> tuple[Topic, Section] | None:
        """Return the section a question refers to, with its topic; None when it is gone."""
        return self._places.get(ref)

    @cached_property
    def moved_sections(self) -> Mapping[SectionRef, str]:
        """The anchor that a section has now, by each place where it was before."""
        return {
            SectionRef(topic.slug, old): section.anchor
            for topic in self.topics
            for section in topic.sections
            for old in section.was
        }

    @cached_property
    def _places(self) -> Mapping[SectionRef, tuple[Topic, Section]]:
        places = ((topic, section) for topic in self.topics for section in topic.sections)
        return {
            SectionRef(topic.slug, section.anchor): (topic, section) for topic, section in places
        }


_One = TypeVar("_One")


def _nearest(everything: tuple[_One, ...], at: int) -> tuple[_One, ...]:
    """Return the MOST_BESIDE members around a place, that one among them."""
    first = max(0, min(at - MOST_BESIDE // 2, len(everything) - MOST_BESIDE))
    return everything[first : first + MOST_BESIDE]
