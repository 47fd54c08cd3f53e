"""The pictures of a course itself: its logo, its icon, and what links to it show elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from notes_site.study.text.pictures import Picture

BAR = 32
"""Pixels that a logo is tall in the header."""


@dataclass(frozen=True, slots=True)
class SitePictures:
    """Pictures beside site.toml; None where a course has none of its own.

    Of an icon that is a drawing, `icon_in_pixels` is the same for systems that show no SVG.
    """

    logo: Picture | None = None
    logo_dark: Picture | None = None
    is_named_beside: bool = True
    icon: Picture | None = None
    icon_in_pixels: Picture | None = None
    share: Picture | None = None
    share_words: str = ""

    def __iter__(self) -> Iterator[Picture]:
        found = (self.logo, self.logo_dark, self.icon, self.icon_in_pixels, self.share)
        return (one for one in found if one)

    @property
    def logo_width(self) -> int:
        """Pixels that the logo is wide in the header."""
        return max(1, round(self.logo.width * BAR / self.logo.height)) if self.logo else 0
