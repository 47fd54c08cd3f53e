"""Lines of a topic that show something: a diagram, a piece of source; and its footnotes."""

import re
from collections.abc import Iterable, Iterator, Sequence

from notes_site.study.text.blocks import (
    Diagram,
    Download,
    Excerpt,
    Footnote,
    Prose,
    Recording,
    TopicBlock,
)
from notes_site.study.text.problems import Report
from notes_site.study.text.splitting import IMAGE, Heading, without_code

EXCERPT = re.compile(r"^\{\{\s*source:\s*(?P<target>\S+?)\s*\}\}\s*$")
EXCERPT_ATTEMPT = re.compile(r"\{\{\s*source\b")
DIAGRAM = re.compile(r'^!\[(?P<text>[^\]]*)\]\((?P<file>[^)\s]+)(?:\s+"(?P<caption>[^"]*)")?\)\s*$')
RECORDING = re.compile(
    r"^\[(?P<text>[^\]]+)\]\((?P<file>[A-Za-z0-9][\w.-]*\.(?:mp3|m4a|ogg|opus|wav|mp4|webm))"
    r'(?:\s+"(?P<caption>[^"]*)")?\)\s*$'
)
DOWNLOAD = re.compile(
    r"^\[(?P<text>[^\]]+)\]\((?P<folder>[A-Za-z0-9][\w.-]*)/"
    r'(?:\s+"(?P<caption>[^"]*)")?\)\s*$'
)
NOTE = re.compile(r"^\[\^(?P<name>[\w-]+)\]:\s*(?P<text>.*)$")
NOTE_REFERENCE = re.compile(r"\[\^(?P<name>[\w-]+)\]")


def split_figures(
    blocks: Iterable[TopicBlock | Heading], report: Report
) -> Iterator[TopicBlock | Heading]:
    """Cut prose where a line shows a diagram or a piece of source."""
    for block in blocks:
        if not isinstance(block, Prose):
            yield block
            continue
        words: list[str] = []
        line = block.line
        bare = without_code(block.text).split("\n")
        for line, text in enumerate(block.text.split("\n"), block.line):
            figure = _read_figure(text, bare[line - block.line], line, report)
            if figure is None:
                words.append(text)
                continue
            yield from _prose(words, line)
            words = []
            yield figure
        yield from _prose(words, line + 1)


def _prose(words: Sequence[str], end: int) -> Iterator[Prose]:
    if any(text.strip() for text in words):
        yield Prose("\n".join(words), end - len(words))


def _read_figure(
    text: str, bare: str, line: int, report: Report
) -> Excerpt | Diagram | Recording | Download | None:
    """Return what a line shows; `bare` is what of it is no code."""
    if excerpt := EXCERPT.match(text):
        return Excerpt(excerpt["target"], line)
    if diagram := DIAGRAM.match(text):
        if not diagram["text"].strip():
            report(line, "a diagram without words; write ![what it shows](file.svg)")
        return Diagram(diagram["file"], diagram["text"], diagram["caption"] or "", line)
    if heard := RECORDING.match(text):
        return Recording(heard["file"], heard["text"], heard["caption"] or "", line)
    if taken := DOWNLOAD.match(text):
        return Download(taken["folder"], taken["text"], taken["caption"] or "", line)
    if EXCERPT_ATTEMPT.search(bare):
        report(line, "write {{ source: package.module:symbol }} on a line of its own")
    if IMAGE.search(bare):
        report(line, "an image in a sentence; write ![what it shows](file.svg) on its own line")
    return None


def take_footnotes(
    blocks: Iterable[TopicBlock | Heading], report: Report
) -> tuple[list[TopicBlock | Heading], tuple[Footnote, ...]]:
    """Return the blocks without the definitions `[^name]: …`, and the footnotes in order of use."""
    rest: list[TopicBlock | Heading] = []
    notes: dict[str, Footnote] = {}
    for block in blocks:
        if not isinstance(block, Prose):
            rest.append(block)
            continue
        words, found = _split_notes(block)
        if words.strip():
            rest.append(Prose(words, block.line))
        for note in found:
            if note.name in notes:
                report(note.line, f"a second footnote {note.name}; give it another name")
            notes[note.name] = note
    used: dict[str, int] = {}
    for name, line in _find_references(rest):
        used.setdefault(name, line)
    for name, line in used.items():
        if name not in notes:
            report(line, f"no footnote {name}; write a line [^{name}]: … anywhere below")
    for name in notes.keys() - used.keys():
        report(notes[name].line, f"no sentence refers to the footnote {name}; write [^{name}]")
    return rest, tuple(notes[name] for name in used if name in notes)


def _split_notes(prose: Prose) -> tuple[str, list[Footnote]]:
    """Take definitions out of prose; one goes on until a blank line. Blank lines keep places."""
    words: list[str] = []
    notes: list[Footnote] = []
    is_inside = False
    for line, text in enumerate(prose.text.splitlines(), prose.line):
        if opening := NOTE.match(text):
            notes.append(Footnote(opening["name"], opening["text"].strip(), line))
            is_inside = True
        elif is_inside and text.strip():
            last = notes.pop()
            notes.append(Footnote(last.name, f"{last.text} {text.strip()}".strip(), last.line))
        else:
            is_inside = False
        words.append("" if is_inside else text)
    return "\n".join(words), notes


def _find_references(blocks: Iterable[TopicBlock | Heading]) -> Iterator[tuple[str, int]]:
    """Yield each `[^name]` outside of code with its line, in reading order."""
    for block in blocks:
        if isinstance(block, Prose):
            for line, text in enumerate(without_code(block.text).split("\n"), block.line):
                for reference in NOTE_REFERENCE.finditer(text):
                    yield reference["name"], line
