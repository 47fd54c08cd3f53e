"""How a course looks: its accent and its letters, as the tokens of the one stylesheet."""

import hashlib
from dataclasses import dataclass

from notes_site.study.content.look.colours import (
    Colour,
    least_contrast,
    mix,
    nearest,
    read_colour,
    write_colour,
)

LIGHT = tuple(map(read_colour, ("#fdfcf9", "#f4f2ec")))
DARK = tuple(map(read_colour, ("#15171a", "#1f2327")))
"""The paper and the raised paper of site.css, in each theme."""
WHITE, INK = read_colour("#ffffff"), read_colour("#0d2023")
EDGES = tuple(map(read_colour, ("#79746a", "#8a9098")))
TINTED, HEATS = 0.1, (0.3, 0.55, 0.8)
"""How much of the accent is in what it tints, and in the three lower steps of the year."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a course changes of the look; "" where it changes nothing."""

    accent: str = ""
    accent_dark: str = ""
    letters: str = ""

    @property
    def stylesheet(self) -> str:
        """The tokens that are other than the site's own; so small that nothing compresses it."""
        rules = []
        if self.accent:
            rules += _accent_rules(read_colour(self.accent), read_colour(self.accent_dark))
        if self.letters == "sans":
            rules.append("--serif:var(--sans)")
        elif self.letters == "serif":
            rules.append("--sans:var(--serif)")
        return f":root{{{';'.join(rules)}}}\n" if rules else ""

    @property
    def version(self) -> str:
        """Another one for other rules; "" where there are none."""
        rules = self.stylesheet
        return hashlib.sha256(rules.encode()).hexdigest()[:12] if rules else ""


def grounds_of(accent: Colour, papers: tuple[Colour, ...]) -> tuple[Colour, ...]:
    """Return all that an accent is read on: the papers, and the first tinted by it."""
    return *papers, mix(accent, papers[0], TINTED)


def accent_for(accent: Colour, papers: tuple[Colour, ...]) -> Colour:
    """Return the nearest colour that can be read on these papers; itself where it can be."""
    return nearest(accent, lambda one: grounds_of(one, papers))


def _accent_rules(light: Colour, dark: Colour) -> list[str]:
    def both(name: str, one: Colour, other: Colour) -> str:
        return f"--{name}:light-dark({write_colour(one)},{write_colour(other)})"

    inks = (max(WHITE, INK, key=lambda ink: least_contrast(ink, [one])) for one in (light, dark))
    heats = (
        both(f"heat-{at}", mix(light, EDGES[0], share), mix(dark, EDGES[1], share))
        for at, share in enumerate(HEATS, 1)
    )
    return [
        both("accent", light, dark),
        both("on-accent", *inks),
        both("tint", mix(light, LIGHT[0], TINTED), mix(dark, DARK[0], TINTED)),
        *heats,
    ]
