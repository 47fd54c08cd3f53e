"""Topics as Markdown again, for programs that read: no HTML, no questions, nothing invisible."""

import re
from collections.abc import Callable, Iterable, Iterator

from notes_site.study.content.library import Library, Section, Topic
from notes_site.study.text.blocks import (
    Diagram,
    Download,
    Excerpt,
    Fence,
    Fold,
    Prose,
    Recording,
    TopicBlock,
    fenced,
)
from notes_site.study.text.splitting import CODE_SPAN

Address = Callable[[Topic], str]
"""Returns where a topic's Markdown is found."""
PictureAddress = Callable[[str], str]
"""Returns where a file of a picture is found, by its name."""

LINK = re.compile(r"\]\(\.\./[0-9]{2,4}-(?P<slug>[a-z0-9-]+)/topic\.md")
CODE_OR_LINK = re.compile(f"{CODE_SPAN.pattern}|{LINK.pattern}")


def write_topic(
    topic: Topic, library: Library, address: Address, picture_at: PictureAddress
) -> str:
    """Write a topic as its author did, with addresses in place of its links to files.

    Pieces of source stand as code; of a diagram stands what its author says it shows.
    """
    link = linker(library, address)
    parts = [f"# {topic.title}", f"> {topic.summary}"]
    parts += _write_blocks(topic.intro, link, picture_at)
    for section in topic.sections:
        parts.append(f"{'#' * section.level} {section.title}")
        parts += _write_blocks(section.blocks, link, picture_at)
    for answer in topic.answers:
        parts.append(f"### {answer.title}")
        parts += _write_blocks(answer.blocks, link, picture_at)
    parts += [f"[^{note.name}]: {link(note.text)}" for note in topic.footnotes]
    return "\n\n".join(parts) + "\n"


def write_index(
    library: Library, title: str, address: Address, full_text: str, api: str = ""
) -> str:
    """Write what a course has and where, as llmstxt.org describes it; and where the API is."""
    parts = [f"# {title}", *([f"> {library.tagline}"] if library.tagline else [])]
    for group, topics in library.topics_by_group:
        lines = (f"- [{one.title}]({address(one)}): {one.summary}" for one in topics)
        parts += [f"## {group}", "\n".join(lines)]
    more = [f"- [Everything]({full_text}): all topics and the glossary as one text"]
    if api:
        more.append(f"- [For programs]({api}): the API, for the course and for readers' practice")
    parts += ["## Optional", "\n".join(more)]
    return "\n\n".join(parts) + "\n"


def write_course(library: Library, title: str, address: Address, picture_at: PictureAddress) -> str:
    """Write all topics, one below the other, and the glossary."""
    topics = (write_topic(topic, library, address, picture_at) for topic in library.topics)
    terms = "\n\n".join(f"**{term.name}**: {term.text}" for term in library.glossary)
    glossary = [f"# Glossary\n\n{terms}\n"] if terms else []
    return "\n\n".join([f"# {title}\n", *topics, *glossary])


def write_section(
    section: Section, library: Library, address: Address, picture_at: PictureAddress
) -> str:
    """Write one section in the same way, its heading first."""
    link = linker(library, address)
    heading = f"{'#' * section.level} {section.title}"
    return "\n\n".join([heading, *_write_blocks(section.blocks, link, picture_at)]) + "\n"


def _write_blocks(
    blocks: Iterable[TopicBlock], link: Callable[[str], str], picture_at: PictureAddress
) -> Iterator[str]:
    for block in blocks:
        match block:
            case Prose(text):
                yield link(text.strip("\n"))
            case Fence(language, attributes, text):
                shown = (
                    f'{name}="{value}"' if value else name for name, value in attributes.items()
                )
                yield fenced(text, " ".join([language, *shown]))
            case Excerpt(source=source) if source:
                yield f"`{source.path}`, from line {source.line}:\n\n{fenced(source.text, '')}"
            case Diagram(picture=picture, text=text) if picture:
                yield f"![{text}]({picture_at(picture.names[-1])})"
            case Recording(text=text, format=kind):
                yield f"*{kind}: {text}*"
            case Download(text=text):
                yield f"*ZIP: {text}*"
            case Diagram(text=text):
                yield f"*Figure: {text}*"
            case Fold(text=text, ends=False):
                yield f"**{link(text)}**"


def linker(library: Library, address: Address) -> Callable[[str], str]:
    """Return what puts addresses in place of a text's links to files."""

    def lead(found: re.Match[str]) -> str:
        topic = library.by_slug.get(found["slug"] or "")
        return f"]({address(topic)}" if topic else found[0]

    return lambda text: CODE_OR_LINK.sub(lead, text)
