"""Follows what one file says of another: ids, links, prerequisites, `see:`; names what is loose."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from urllib.parse import urlsplit

from notes_site.study.content.library import Library, Question, SectionRef, Topic
from notes_site.study.content.parsing import find_links
from notes_site.study.questions.kind import place_texts
from notes_site.study.text.blocks import Prose
from notes_site.study.text.meant import find_meant, suggest
from notes_site.study.text.pictures import Picture
from notes_site.study.text.problems import Problem

TOPIC_LINK = re.compile(
    r"^\.\./(?P<folder>[0-9]{2,4}-(?P<slug>[a-z0-9-]+))/(?P<file>topic|interview)\.md"
    r"(?:#(?P<anchor>.+))?$"
)
LINK_SCHEMES = {"http", "https", "mailto"}
GLOSSARY = "glossary.md"
SITE_FILE = "site.toml"
MOST_NAMES = 8
"""So many topics or sections a message names where none is alike."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A link that a topic, its cheat sheet or its bank holds, and where it stands."""

    file: str
    line: int
    target: str
    is_outside: bool
    """It stands in a file beside the topic, where #anchors lead elsewhere."""


def find_doubles(library: Library) -> Iterator[Problem]:
    everything = [question for topic in library.topics for question in topic.questions]
    counts = Counter(question.id for question in everything)
    first: dict[str, Question] = {}
    for question in everything:
        if counts[question.id] > 1 and question.id in first:
            other = first[question.id]
            yield Problem(
                question.path,
                question.line,
                f"the id {question.id} is taken by {other.path}:{other.line}; write another",
            )
        first.setdefault(question.id, question)


def find_equal_names(library: Library) -> Iterator[Problem]:
    """Refuse two pictures of one name that questions or cheat sheets of two topics show.

    A question is shown far from its topic, by what it says alone.
    """
    first: dict[str, Picture] = {}
    for topic in library.topics:
        for one in topic.pictures:
            other = first.setdefault(one.file, one)
            if other.seen != one.seen:
                message = f"{other.path} has this name, too, and questions show both; rename one"
                yield Problem(one.path, 1, message)


def find_false_claims(library: Library) -> Iterator[Problem]:
    """Refuse a `was:` that names a living question's id, or one that another question claims."""
    claims: dict[str, Question] = {}
    for topic in library.topics:
        for question in topic.questions:
            for old in question.was:
                living, claiming = library.questions.get(old), claims.setdefault(old, question)
                if living is not None:
                    where = f"{living.path}:{living.line}"
                    message = f"was: {old} is the id of {where}; remove one of the two"
                elif claiming is not question:
                    where = f"{claiming.path}:{claiming.line}"
                    message = f"was: {old} is claimed by {where} too; leave it to one of them"
                else:
                    continue
                yield Problem(question.path, question.line + 1, message)


def find_references(topic: Topic) -> Iterator[Reference]:
    """Yield every link of a topic, and of all that its kinds of questions say."""
    notes = [Prose(note.text, note.line) for note in topic.footnotes]
    for line, target in find_links([*topic.blocks(), *notes]):
        yield Reference(topic.path, line, target, is_outside=False)
    for path, sections in topic.beside:
        for line, target in find_links([block for one in sections for block in one.blocks]):
            yield Reference(path, line, target, is_outside=True)
    for question in topic.questions:
        around = place_texts((question.title, question.why, question.hint), question.line)
        said = question.kind.blocks(question.line)
        for line, target in find_links([*around, *question.body, *said]):
            yield Reference(question.path, line, target, is_outside=True)


def find_loose_ends(
    library: Library, references: Mapping[str, Iterable[Reference]], unread: Set[str]
) -> Iterator[Problem]:
    """Follow every link, prerequisite and `see:`, but not into topics that couldn't be read.

    `references` are what each topic, by its slug, was found to refer to.
    """
    known = library.by_slug.keys() | unread
    for topic in library.topics:
        for slug in topic.prerequisites:
            if slug not in known:
                yield Problem(
                    topic.path,
                    1,
                    f"the prerequisite {slug} is no topic; {_name_near(library, slug)}",
                )
        for one in references[topic.slug]:
            find_mistake = _find_mistake_outside if one.is_outside else _find_link_mistake
            if message := find_mistake(library, topic, one.target, unread):
                yield Problem(one.file, one.line, message)
        yield from _find_dead_sees(library, topic, unread)
        yield from _find_dead_ends_of_interview(library, topic, unread)
    yield from _find_dead_ends_of_pages(library, unread)
    yield from _find_dead_ends_of_site(library, unread)
    for term in library.glossary:
        if term.see and (message := _find_dead_see(library, term.see, unread)):
            yield Problem(GLOSSARY, term.line, message)


def _find_dead_ends_of_pages(library: Library, unread: Set[str]) -> Iterator[Problem]:
    """Follow the links of the host's own pages, to topics, to elsewhere and to their headings."""
    for page in library.own_pages if library.topics else ():
        anchors = {f"#{section.anchor}" for section in page.sections}
        for line, target in find_links(page.blocks):
            if target.startswith("#"):
                hint = f"it has {', '.join(sorted(anchors)) or 'none'}"
                message = None if target in anchors else f"{target} is no heading here; {hint}"
            else:
                message = _find_link_mistake(library, library.topics[0], target, unread)
            if message:
                yield Problem(page.path, line, message)


def _find_dead_ends_of_site(library: Library, unread: Set[str]) -> Iterator[Problem]:
    """Follow the links of what site.toml says in Markdown, written as in a page of one's own."""
    home = library.home
    said = [Prose(home.lead, home.lead_line), Prose(home.text, home.text_line)]
    said += [Prose(one.text, one.line) for one in library.announcements]
    for line, target in find_links(said) if library.topics else ():
        topic = library.topics[0]
        if message := _find_mistake_outside(library, topic, target, unread):
            yield Problem(SITE_FILE, line, message)


def _find_mistake_outside(
    library: Library, topic: Topic, target: str, unread: Set[str]
) -> str | None:
    """Say what is wrong with a link in a file beside the topic, where #anchors lead elsewhere."""
    if target.startswith("#"):
        return f"{target}: write ../{topic.path}{target}"
    return _find_link_mistake(library, topic, target, unread)


def _find_file_mistake(topic: Topic, found: re.Match[str], target: str) -> str | None:
    """Say what is wrong with the file of a topic that a link names."""
    folder, anchors = topic.path.partition("/")[0], [answer.anchor for answer in topic.answers]
    if found["folder"] != folder:
        return f"{target}: the file is ../{folder}/{found['file']}.md; write that"
    if found["file"] == "interview":
        if not topic.typical:
            return f"{target}: {topic.slug} has no questions of interviews; link to its topic.md"
        if found["anchor"] and found["anchor"] not in anchors:
            return f"{target}: {suggest(found['anchor'], anchors)}"
    return None


def _find_dead_sees(library: Library, topic: Topic, unread: Set[str]) -> Iterator[Problem]:
    """Follow each `see:` of a topic once, however many questions have it."""
    sees = dict.fromkeys(question.see for question in topic.questions)
    dead = {see: message for see in sees if (message := _find_dead_see(library, see, unread))}
    for question in topic.questions if dead else ():
        if message := dead.get(question.see):
            yield Problem(question.path, question.line + 1, message)


def _find_dead_ends_of_interview(
    library: Library, topic: Topic, unread: Set[str]
) -> Iterator[Problem]:
    """Follow what interviewers ask about a topic: to the section that answers, to the question."""
    is_read = bool(topic.questions) and not unread  # a bank that can't be read is told by itself
    for one in topic.typical:
        if message := _find_dead_see(library, one.see, unread):
            yield Problem(topic.answers_path, one.line, message)
        asked = library.questions.get(one.practise)
        if one.practise and (asked is None or asked.retired) and is_read:
            meant = find_meant(one.practise, (other.id for other in library.askable), 0.8)
            hint = f"did you mean {meant}?" if meant else "write the id of one that quizzes ask"
            yield Problem(
                topic.answers_path, one.line, f"practise: {one.practise} is no question; {hint}"
            )


def _find_dead_see(library: Library, see: SectionRef, unread: Set[str]) -> str | None:
    if see.slug in unread or library.find_section(see) is not None:
        return None
    topic = library.by_slug.get(see.slug)
    hint = _name_near(library, see.slug) if topic is None else _name_sections(topic, see.anchor)
    return f"see: {see.slug}#{see.anchor} is no section; {hint}"


def _name_near(library: Library, slug: str) -> str:
    near = find_meant(slug.lstrip("0123456789-"), library.by_slug, 0.5)
    known = [near] if near else sorted(library.by_slug)[:MOST_NAMES]
    return f"write a topic's slug: {', '.join(known)}"


def _name_sections(topic: Topic, anchor: str) -> str:
    """Name the section that was meant, as far as can be told, else those there are."""
    if renamed := topic.find_renamed(anchor):
        return f"it is #{renamed.anchor} now; write that"
    anchors = [section.anchor for section in topic.sections]
    near = find_meant(anchor, anchors)
    named = [near] if near else anchors[:MOST_NAMES]
    return f"{topic.slug} has {', '.join(f'#{one}' for one in named)}"


def _scheme(target: str) -> str:
    try:
        return urlsplit(target).scheme
    except ValueError:
        return ""


def _find_link_mistake(library: Library, topic: Topic, target: str, unread: Set[str]) -> str | None:
    match = TOPIC_LINK.match(target)
    if match:
        slug, anchor = match["slug"], match["anchor"]
        linked = library.by_slug.get(slug)
        if linked and (message := _find_file_mistake(linked, match, target)):
            return message
        if match["file"] == "interview":
            anchor = ""
    elif target.startswith("#"):
        slug, anchor = topic.slug, target[1:]
    else:
        is_known = _scheme(target) in LINK_SCHEMES
        return None if is_known else f"{target} leads nowhere; write ../NN-slug/topic.md or https"
    if slug in unread:
        return None
    linked = library.by_slug.get(slug)
    if linked is None:
        return f"{target}: there is no topic {slug}; {_name_near(library, slug)}"
    if anchor and linked.find_section(anchor) is None:
        hint = _name_sections(linked, anchor)
        return f"{target}: {slug} has no section #{anchor}; {hint}"
    return None
