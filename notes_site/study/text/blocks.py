"""The pieces of a text, each with the line where it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notes_site.study.text.pictures import Picture


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown without fences or headings at the margin.

    `definitions` are lines of elsewhere in the file, of links and abbreviations that the text uses.
    """

    text: str
    line: int
    definitions: str = ""

    @property
    def whole(self) -> str:
        """The text with all that it takes to read it."""
        return f"{self.text}\n\n{self.definitions}" if self.definitions else self.text


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its language, its attributes (`title="app.py"`, bare words map to "")."""

    language: str
    attributes: Mapping[str, str]
    text: str
    line: int

    @property
    def title(self) -> str:
        return self.attributes.get("title", "")

    @property
    def marked_lines(self) -> tuple[int, ...]:
        """Return the numbers of the lines that `mark="2,4-5"` points out."""
        ranges = [part.partition("-") for part in self.attributes.get("mark", "").split(",")]
        return tuple(
            number
            for first, _, last in ranges
            if first.strip().isdecimal()
            for number in range(int(first), int(last or first) + 1)
        )


Block = Prose | Fence

TICKS = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)


def as_markdown(blocks: Iterable[Block]) -> str:
    """Write blocks as Markdown again, without what only this site reads of a fence."""
    written = (
        fenced(block.text, block.language) if isinstance(block, Fence) else block.text.strip("\n")
        for block in blocks
    )
    return "\n\n".join(written)


def fenced(text: str, language: str) -> str:
    """Put code between fences that none of its lines ends."""
    ticks = "`" * (max((len(found) for found in TICKS.findall(text)), default=2) + 1)
    ending = "" if text.endswith("\n") or not text else "\n"
    return f"{ticks}{language}\n{text}{ending}{ticks}"


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of this codebase: the file (a path with slashes), its first line, and the code.

    One that `is_beside` is of a folder beside the topic, and nothing of this codebase.
    """

    path: str
    line: int
    text: str
    is_beside: bool = False

    @property
    def last_line(self) -> int:
        return self.line + self.text.count("\n") - 1


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line that shows a piece of this codebase; `source` is None where it isn't here."""

    target: str
    line: int
    source: Source | None = None

    @property
    def text(self) -> str:
        return self.source.text if self.source else ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture of the topic's folder, and what it shows in words.

    An SVG that may stand in the page has its source here, every other one is a `picture`; `dark`
    takes its place in the dark theme. One that `is_early` may be on the first screen.
    """

    file: str
    text: str
    caption: str
    line: int
    svg: str = ""
    picture: Picture | None = None
    dark: Picture | None = None
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """A link, on a line of its own, to sound or film of the topic's folder.

    `captions` is the file beside it that has the words, "" where there is none; `slug` its topic's.
    """

    file: str
    text: str
    caption: str
    line: int
    format: str = ""
    bytes: int = 0
    captions: str = ""
    slug: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file, self.captions) if self.captions else (self.file,)


@dataclass(frozen=True, slots=True)
class Download:
    """A link, on a line of its own, to a folder beside the topic that readers take along.

    `files` is how many it has, `digest` names their content; `slug` its topic's.
    """

    folder: str
    text: str
    caption: str
    line: int
    files: int = 0
    digest: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note of a topic: the name in `[^name]`, and what it says in Markdown."""

    name: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Fold:
    """Where a folded part of a topic begins, with the words that stand for it.

    Of several with one `name`, one is open at a time. One that `ends` is where the last one ends.
    """

    text: str
    line: int
    name: str = ""
    is_open: bool = False
    ends: bool = False


TopicBlock = Block | Excerpt | Diagram | Recording | Download | Fold
"""What a topic may hold; the bank has blocks only."""
