"""Draws the example course's pictures: `python examples/draw.py` writes them anew into `sql/`.

Twice as large and then made smaller, since Pillow draws edges without smoothing them.
"""

from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

COURSE = Path(__file__).parent / "sql"
FINE = 2
ACCENT, PAPER, WARM = "#3b3f9e", "#fdfcf9", "#f2ab6e"
LOANS, FINES = ("Emma", "Dracula"), ("50 cents", "30 cents")


class Palette(NamedTuple):
    """The colours of a theme, those of the site's own drawings."""

    paper: str
    ink: str
    line: str
    box: str
    met: str


LIGHT = Palette("#fdfcf9", "#1c1e20", "#4a4e53", "#f4f2ec", "#e4e4f5")
DARK = Palette("#15171a", "#e9e7e2", "#c0bfba", "#1f2327", "#2b2d52")


class Sheet:
    """A picture being drawn, by the pixels that it will have."""

    def __init__(self, width: int, height: int, paper: str) -> None:
        self._image = Image.new("RGBA", (FINE * width, FINE * height), paper)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, left: int, top: int, width: int, height: int, fill: str, edge: str) -> None:
        place = [FINE * one for one in (left, top, left + width, top + height)]
        self._draw.rounded_rectangle(place, FINE * 8, fill, edge, FINE * 2)

    def line(self, *points: tuple[int, int], colour: str) -> None:
        self._draw.line([(FINE * x, FINE * y) for x, y in points], colour, FINE * 2)

    def disc(self, x: int, y: int, radius: int, colour: str) -> None:
        place = [FINE * one for one in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(place, colour)

    def words(self, x: int, y: int, text: str, size: int, colour: str, anchor: str = "lm") -> None:
        font = ImageFont.load_default(FINE * size)
        self._draw.text((FINE * x, FINE * y), text, colour, font, anchor)

    def shared_part(self, one: tuple[int, int], other: tuple[int, int], radius: int) -> None:
        """Fill what two discs share: the rows of an inner join."""
        masks = []
        for x, y in (one, other):
            mask = Image.new("L", self._image.size)
            place = [FINE * side for side in (x - radius, y - radius, x + radius, y + radius)]
            ImageDraw.Draw(mask).ellipse(place, 255)
            masks.append(mask)
        both = Image.composite(masks[0], Image.new("L", self._image.size), masks[1])
        self._image.paste(Image.new("RGBA", self._image.size, WARM), mask=both)

    def save(self, name: str) -> None:
        small = self._image.resize((self._image.width // FINE, self._image.height // FINE))
        few = small.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        few.save(COURSE / name, optimize=True)


def draw_fan_out(palette: Palette, name: str) -> None:
    """Draw how each of two loans meets each of two fines."""
    sheet = Sheet(640, 360, palette.paper)
    for left, text in ((10, "2 loans"), (210, "2 fines"), (420, "2 x 2 = 4 rows")):
        sheet.words(left, 24, text, 24, palette.ink)
    rows = [(loan, fine) for loan in range(2) for fine in range(2)]
    for loan, fine in rows:
        sheet.line((150, 130 + 140 * loan), (210, 130 + 140 * fine), colour=palette.line)
    for at in range(2):
        for left, text in ((10, LOANS[at]), (210, FINES[at])):
            sheet.box(left, 100 + 140 * at, 140, 60, palette.box, palette.line)
            sheet.words(left + 70, 130 + 140 * at, text, 24, palette.ink, "mm")
    for at, (loan, fine) in enumerate(rows):
        sheet.box(420, 60 + 72 * at, 210, 60, palette.met, palette.line)
        said = f"{LOANS[loan]}, {FINES[fine]}"
        sheet.words(525, 90 + 72 * at, said, 24, palette.ink, "mm")
    sheet.save(f"01-joins/{name}")


def draw_icon() -> None:
    """Draw two tables that share some rows."""
    sheet = Sheet(512, 512, ACCENT)
    for x in (200, 312):
        sheet.disc(x, 256, 136, PAPER)
    sheet.shared_part((200, 256), (312, 256), 136)
    sheet.save("icon.png")


def draw_share() -> None:
    """Draw what stands beside a link to the course."""
    sheet = Sheet(1200, 630, ACCENT)
    for x in (890, 1000):
        sheet.disc(x, 315, 135, PAPER)
    sheet.shared_part((890, 315), (1000, 315), 135)
    sheet.words(90, 240, "SQL Notes", 92, PAPER)
    sheet.words(92, 350, "Joins and NULL, until no query", 38, PAPER)
    sheet.words(92, 402, "surprises you.", 38, PAPER)
    sheet.save("share.png")


if __name__ == "__main__":
    draw_fan_out(LIGHT, "fan-out.light.png")
    draw_fan_out(DARK, "fan-out.dark.png")
    draw_icon()
    draw_share()
