"""How the first page is laid out: its words, and which of its sections stand in what order."""

from dataclasses import dataclass
from typing import Literal

Name = Literal["curve", "week", "question", "text", "topics", "offline"]

SECTIONS: tuple[Name, ...] = ("curve", "week", "question", "text", "topics", "offline")
"""All there are, in the order of a course that says nothing of it.

The first two stand beside what begins the page, the curve for visitors, the week for readers.
"""
TITLED: tuple[Name, ...] = ("week", "question", "text", "topics")


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The first page as its course has it; "" where that says nothing.

    `lead` and `text` are Markdown, which stands at these lines of site.toml; `titles` goes by
    section.
    """

    heading: str = ""
    lead: str = ""
    text: str = ""
    sections: tuple[Name, ...] = SECTIONS
    titles: tuple[tuple[Name, str], ...] = ()
    lead_line: int = 1
    text_line: int = 1

    def has(self, name: Name) -> bool:
        return name in self.sections

    def title(self, name: Name) -> str:
        return dict(self.titles).get(name, "")
