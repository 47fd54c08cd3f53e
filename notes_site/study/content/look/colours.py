"""Colours that can be read: contrast as WCAG 2 has it, and the nearest colour with enough of it."""

import colorsys
import re
from collections.abc import Callable, Sequence

COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")
ENOUGH = 4.5
"""WCAG 2.2, 1.4.3 (AA), for text of any size."""
STEPS = 400

Colour = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""


def read_colour(text: str) -> Colour:
    """Read #rrggbb."""
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def write_colour(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: Colour, grounds: Sequence[Colour]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Mix a share of the first, from 0 to 1, with the rest of the other."""
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def nearest(colour: Colour, grounds_of: Callable[[Colour], Sequence[Colour]]) -> Colour:
    """Return the colour of the same hue, as little lighter or darker as can be, that is read.

    `grounds_of` gives what a colour stands on, which it may tint.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*colour)
    others = (
        _as_written(colorsys.hls_to_rgb(hue, lightness + way * step / STEPS, saturation))
        for step in range(STEPS + 1)
        for way in (-1, 1)
        if 0 <= lightness + way * step / STEPS <= 1
    )
    return next(one for one in others if least_contrast(one, grounds_of(one)) >= ENOUGH)


def _as_written(colour: Colour) -> Colour:
    """Round a colour as it will be: what is measured is what is shown."""
    return read_colour(write_colour(colour))


def _luminance(colour: Colour) -> float:
    """WCAG 2.2, relative luminance."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
