"""Where a mistake belongs on a page, and the last good version of a topic that has one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from notes_site.study.content.library import Library, Topic
from notes_site.study.content.parsing import slugify
from notes_site.study.text.problems import Problem, ignore
from notes_site.study.text.splitting import Heading, split_blocks

TRY = "try"
"""The anchor of the questions on a topic's page."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A mistake, and the anchor of the section of its topic's page that it stands in, or ""."""

    problem: Problem
    anchor: str

    def on(self, html: str) -> "Placed":
        """Return it without its section where the page has none of that name."""
        return self if f'id="{self.anchor}"' in html else Placed(self.problem, "")


def is_about(problem: Problem, slug: str | None) -> bool:
    """Tell whether it is of a topic, or of a file beside the topics; without a topic all are."""
    folder, slash, _ = problem.file.partition("/")
    return slug is None or not slash or folder.partition("-")[2] == slug


def place(problem: Problem, content: Path) -> Placed:
    """Find the section by the headings of the file as it stands there now."""
    file = content / problem.file
    if file.name == "questions.md":
        return Placed(problem, TRY)
    if file.name != "topic.md" or not file.is_file():
        return Placed(problem, "")
    text = file.read_text(encoding="utf-8", errors="replace")
    above = text.splitlines()[: problem.line]
    headings = (one for one in split_blocks(above, 1, ignore) if isinstance(one, Heading))
    titles = [one.title for one in headings if one.level in {2, 3}]
    return Placed(problem, slugify(titles[-1]) if titles else "")


def bring_back(library: Library, good: Mapping[str, Topic], content: Path) -> Library:
    """Put topics that are left out for a mistake back as they last were, by the path of each."""
    missing = list(_find_missing(library, good.values(), content))
    if not missing:
        return library
    topics = sorted((*library.topics, *missing), key=lambda topic: topic.path)
    return replace(library, topics=tuple(topics))


def _find_missing(library: Library, good: Iterable[Topic], content: Path) -> Iterator[Topic]:
    for topic in good:
        if topic.slug not in library.by_slug and (content / topic.path).is_file():
            yield topic
