"""A picture that is served as a file of its own: what a page must know of it beforehand."""

from dataclasses import dataclass
from typing import Literal

WIDTHS = (480, 960, 1600)
"""Pixels across of what is served: a phone's page, a column, and that on a fine screen."""
NEARLY = 0.8
"""From this share of a picture's own width on, a smaller version saves nothing."""
ICON_SIDES = (180, 192, 512)
"""Pixels: what Apple's systems put on the home screen, and what a manifest has to name."""
SHARED_WIDTH = 1200

Use = Literal["page", "icon", "share"]
"""Whether it is shown on pages, stands for the site in a browser, or where links are shown."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside a topic, by its path in the content folder.

    Width and height are what it has, in pixels, when it stands upright. `seen` names its bytes and
    how files are made of them. Of an SVG that can't stand in the page itself `reason` says why, at
    `line` of it.
    """

    path: str
    format: str
    width: int
    height: int
    seen: str
    reason: str = ""
    line: int = 1
    use: Use = "page"

    @property
    def file(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of the files that are served, the smallest first."""
        if self.format == "svg":
            return (self.width,)
        largest = min(self.width, WIDTHS[-1])
        return *(width for width in WIDTHS if width < largest * NEARLY), largest

    @property
    def size(self) -> tuple[int, int]:
        """The width and the height that its place in a page has at most."""
        width = self.widths[-1]
        return width, self.height_at(width)

    def height_at(self, width: int) -> int:
        return max(1, round(self.height * width / self.width))

    def name_at(self, width: int) -> str:
        """Return the name of the file that is served in this width."""
        return f"{self.seen}.svg" if self.format == "svg" else f"{self.seen}-{width}.webp"

    @property
    def shared_size(self) -> tuple[int, int]:
        """The width and the height where links are shown."""
        width = min(self.width, SHARED_WIDTH)
        return width, self.height_at(width)

    def icon_at(self, side: int) -> str:
        """Return the name of the icon of this many pixels on a side."""
        return f"{self.seen}-icon-{side}.png"

    @property
    def maskable(self) -> str:
        """The name of the icon of which a system may cut off the edges."""
        return f"{self.seen}-maskable.png"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all files that are made of it."""
        if self.use == "share":
            return (f"{self.seen}-share.{'png' if self.format == 'png' else 'jpg'}",)
        if self.use == "icon" and self.format != "svg":
            return *(self.icon_at(side) for side in ICON_SIDES), self.maskable
        return tuple(self.name_at(width) for width in self.widths)
