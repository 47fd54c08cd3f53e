"""Two versions of the content: edits between them that would cost readers their progress."""

from collections.abc import Callable, Iterable, Iterator, Set
from difflib import SequenceMatcher

from notes_site.study.content.library import Library, Question, Topic
from notes_site.study.text.problems import Problem, Severity

FindLine = Callable[[Question, str], int]
"""Finds the line of the bank where a question offers something in these words."""


def find_harmful_edits(
    before: Iterable[Question], library: Library, unread: Set[str], find_line: FindLine
) -> Iterator[Problem]:
    """Name what answers can't follow: lost ids, reworded options, a revision that went down.

    And a key that changed without a reason: most likely a slip, which no run of code would show.

    Paths of files with mistakes are `unread`: what they seem to lack may stand there.
    """
    earlier = {one.id: one for one in before}
    heirs = {old: one for one in library.questions.values() for old in one.was}
    for old in earlier.values():
        new = library.questions.get(old.id)
        if new is None and (heir := heirs.get(old.id)) and heir.id not in earlier:
            new = heir  # renamed; into a question that was there already, it was merged
        if new is not None:
            yield from _compare(old, new, find_line)
        yield from _find_lost_ids(old, library, heirs.keys(), unread)


def find_lost_sections(
    before: Iterable[Topic], library: Library, unread: Set[str]
) -> Iterator[Problem]:
    """Advise on anchors that are gone: links from elsewhere lead to the top of the page instead.

    A topic that was removed, or can't be read, has none.
    """
    for old in before:
        new = library.by_slug.get(old.slug)
        if new is None or new.path in unread:
            continue
        for section in old.sections:
            for anchor in (section.anchor, *section.was):
                if not new.find_section(anchor) and not new.find_renamed(anchor):
                    message = (
                        f"the section #{anchor} stood here in the last commit and is gone; write "
                        f"was: {anchor} in the comment of the one that takes its place, if any"
                    )
                    yield Problem(new.path, section.line, message, Severity.ADVICE)


def _find_lost_ids(
    old: Question, library: Library, claimed: Set[str], unread: Set[str]
) -> Iterator[Problem]:
    topic = library.by_slug.get(old.slug)
    folder = topic.path.partition("/")[0] if topic else old.path.partition("/")[0]
    path = f"{folder}/questions.md"
    if old.retired or path in unread:
        return
    for lost in (old.id, *old.was):
        if lost not in library.questions and lost not in claimed:
            yield Problem(
                path,
                old.line,
                f"the id {lost} stood here in the last commit and is gone; write was: {lost} in "
                "the question that takes its place, or keep the question with retired: YYYY-MM",
            )


def _compare(old: Question, new: Question, find_line: FindLine) -> Iterator[Problem]:
    if new.revision < old.revision:
        yield Problem(
            new.path,
            new.line + 1,
            f"rev went down from {old.revision}; write rev: {old.revision}, or a higher one",
        )
    elif new.revision == old.revision and not new.retired:
        yield from _find_reworded(old, new, find_line)
        yield from _find_unfounded_key(old, new)


def _find_unfounded_key(old: Question, new: Question) -> Iterator[Problem]:
    """Yield a question where what is right changed, and nothing that shows it."""
    if new.kind.contradicts(old.kind) and _reasons(old) == _reasons(new):
        shown = "its python check" if new.checks else "its explanations"
        yield Problem(
            new.path,
            new.line,
            "what is right is another answer than in the last commit, and "
            f"{shown} did not change; show there why, or put the answer back",
        )


def _reasons(question: Question) -> tuple[str, ...]:
    """Return what shows that the answer is right: the checks, or where there is none, the words."""
    if question.checks:
        return tuple(check.text for check in question.checks)
    return (question.why, *sorted(question.kind.explanations))


def _find_reworded(old: Question, new: Question, find_line: FindLine) -> Iterator[Problem]:
    """Yield what is offered under a new key in place of something whose key is gone."""
    gone = {key: text for key, text in old.kind.offered.items() if key not in new.kind.offered}
    for key, text in new.kind.offered.items():
        if key in old.kind.offered or not gone:
            continue
        closest = max(gone, key=lambda one: _likeness(gone[one], text))
        yield Problem(
            new.path,
            find_line(new, text),
            f"{gone[closest]!r} became {text!r}, so answers that name it can't be read; end it "
            f"with <!-- key: {closest} --> if it means the same, else write rev: "
            f"{old.revision + 1}",
        )
        del gone[closest]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
