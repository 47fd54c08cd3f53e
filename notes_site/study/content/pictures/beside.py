"""The pictures of one topic's folder: found by name, read once, and what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from notes_site.study.content.files import Beside
from notes_site.study.content.library import Topic
from notes_site.study.content.pictures.reading import MOST_BYTES, read_picture
from notes_site.study.content.pictures.refused import BadPictureError
from notes_site.study.content.svg import MOST_BYTES as MOST_IN_PAGE
from notes_site.study.content.svg import clean_svg
from notes_site.study.questions.kind import place_texts
from notes_site.study.text.blocks import Diagram
from notes_site.study.text.pictures import Picture
from notes_site.study.text.problems import Problems
from notes_site.study.text.splitting import find_images

FILE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(?:svg|png|jpe?g|webp|avif)$", re.IGNORECASE)
LIGHT, DARK = ".light.", ".dark."
"""A picture named `x.light.png` is shown in the light theme, `x.dark.png` beside it in the dark."""
LONGEST_IN_PAGE = 5_000
"""Characters a line, of a drawing that may stand in the page itself; tools write longer ones."""


class PicturesBeside:
    """Reads the pictures that a topic and its bank name."""

    def __init__(self, folder: str, beside: Beside, problems: Problems) -> None:
        self._folder = folder
        self._beside = beside
        self._problems = problems
        self._read: dict[str, tuple[bytes, Picture] | None] = {}

    def fill(self, diagram: Diagram, where: str) -> Diagram:
        """Return a figure of the topic with its picture, or the drawing that stands in the page."""
        found = self._find(diagram.file, where, diagram.line)
        if found is None:
            return diagram
        data, picture = found
        dark = self._find_dark(picture, where, diagram.line)
        if picture.format == "svg" and dark is None:
            drawing, reason, line = self._try_in_page(data, picture)
            if drawing:
                return replace(diagram, svg=drawing)
            picture = replace(picture, reason=reason, line=line)
        return replace(diagram, picture=picture, dark=dark)

    def of_bank(self, topic: Topic) -> tuple[Picture, ...]:
        """Return the pictures that the questions and the cheat sheet of a topic show."""
        found: dict[str, Picture] = {}
        for where, line, text, file in _find_in_bank(topic):
            if not text.strip():
                report = self._problems.report_in(where)
                report(line, f"a picture without words; write ![what it shows]({file})")
            named = self._find(file, where, line)
            for picture in (named and named[1], named and self._find_dark(named[1], where, line)):
                if picture:
                    found[picture.file] = picture
        return tuple(found.values())

    def _find_dark(self, picture: Picture, where: str, line: int) -> Picture | None:
        if LIGHT not in picture.file:
            return None
        found = self._find(picture.file.replace(LIGHT, DARK), where, line)
        if found and found[1].size != picture.size:
            (width, height), dark = picture.size, found[1]
            report = self._problems.report_in(dark.path)
            report(1, f"not of the same size as {picture.file}, {width} by {height}; make it so")
        return found and found[1]

    def _find(self, file: str, where: str, line: int) -> tuple[bytes, Picture] | None:
        if not FILE.match(file):
            said = (
                f"{file} is no picture beside this file; name one in this folder, such as path.svg"
            )
            self._problems.report_in(where)(line, said)
            return None
        if file not in self._read:
            self._read[file] = self._open(file)
        return self._read[file]

    def _open(self, file: str) -> tuple[bytes, Picture] | None:
        data = self._beside.read(file, MOST_BYTES)
        path = f"{self._folder}/{file}"
        try:
            return None if data is None else (data, read_picture(data, path))
        except BadPictureError as error:
            self._problems.report_in(path)(error.line, str(error))
            return None

    def _try_in_page(self, data: bytes, picture: Picture) -> tuple[str, str, int]:
        """Return a drawing that may stand in the page, or else why it may not, and its line."""
        if picture.reason:
            return "", picture.reason, picture.line
        if len(data) > MOST_IN_PAGE:
            return "", f"it is larger than {MOST_IN_PAGE:,} bytes; draw less", 1
        said: list[tuple[int, str]] = []
        text = data.decode("utf-8", "replace")
        if any(len(one) > LONGEST_IN_PAGE for one in text.splitlines()):
            said.append((1, f"a line has over {LONGEST_IN_PAGE:,} characters; break it"))
        else:
            clean_svg(text, "", lambda line, message: said.append((line, message)))
        line, reason = min(said, default=(1, ""))
        return ("" if said else text), reason, line


def _find_in_bank(topic: Topic) -> Iterator[tuple[str, int, str, str]]:
    """Yield the file, the line, the words and the name of every picture outside of the topic."""
    for question in topic.questions:
        around = place_texts((question.title, question.why, question.hint), question.line)
        said = question.kind.blocks(question.line)
        for line, text, file in find_images([*around, *question.body, *said]):
            yield question.path, line, text, file
    for path, sections in topic.beside:
        blocks = [block for section in sections for block in section.blocks]
        for line, text, file in find_images(blocks):
            yield path, line, text, file
