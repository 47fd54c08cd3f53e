"""What looks through a text does so once, however the text is meant: counted, not timed."""

from typing import ClassVar

import pytest

from notes_site.study.text import splitting
from notes_site.study.text.blocks import Prose
from notes_site.study.text.formulas import find_formulas
from notes_site.study.text.splitting import find_images, split_blocks


class Counted(str):
    """A text that notes how many of its characters are looked at for ends of lines."""

    looked_at: ClassVar[int] = 0

    def count(self, part: str, start: int = 0, end: int | None = None) -> int:  # type: ignore[override]
        stop = len(self) if end is None else end
        Counted.looked_at += max(0, stop - start)
        return super().count(part, start, stop)


def test_lines_of_formulas_and_pictures_are_found_in_one_look() -> None:
    text = Counted("$a$\n![b](c.png)\n" * 500)
    Counted.looked_at = 0
    assert [one.line for one in find_formulas(text)] == [*range(1, 1_000, 2)]
    assert [line for line, *_ in find_images([Prose(text, 1)])] == [*range(2, 1_001, 2)]
    assert Counted.looked_at <= 2 * len(text)


@pytest.mark.parametrize("opening", ["- ```a", " ```math", "- ~~~~a"])
def test_end_of_a_fence_that_is_never_closed_is_looked_for_once(
    monkeypatch: pytest.MonkeyPatch, opening: str
) -> None:
    looks = []
    find = splitting._find_nested_end

    def note(lines: list[str], start: int, ticks: str) -> int | None:
        looks.append(start)
        return find(lines, start, ticks)

    monkeypatch.setattr(splitting, "_find_nested_end", note)
    said: list[tuple[int, str]] = []
    lines = ["Words.", "", *[opening, ""] * 300]
    (prose,) = split_blocks(lines, 1, lambda line, message: said.append((line, message)))
    assert looks == [2]
    assert [line for line, _ in said] == [3]
    assert isinstance(prose, Prose)
    assert prose.line == 1


def test_words_of_a_picture_end_at_the_next_bracket() -> None:
    """Else each of many openings would be read on from, a thousand characters each."""
    (only,) = find_images([Prose("![" * 300 + "a](b.png)", 1)])
    assert only == (1, "a", "b.png")
