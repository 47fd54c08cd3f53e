"""Advice on a course's own pictures: what they should be where other programs show them."""

from collections.abc import Iterator

from notes_site.study.content.library import Library
from notes_site.study.text.pictures import ICON_SIDES

SHARE_SIZE = 1200, 630
"""Pixels that programs show beside a link; of another shape they cut off edges."""

Advice = tuple[str, int, str]


def find_unfit_pictures(library: Library) -> Iterator[Advice]:
    """Find an icon that is enlarged or only a drawing, a share picture of another size."""
    own, (width, height) = library.own_pictures, SHARE_SIZE
    pixels, share = own.icon_in_pixels, own.share
    if own.icon and pixels is None:
        name = f"{own.icon.path.rpartition('.')[0]}.png"
        said = f"not every system shows an SVG; export it as {name} too, 512 by 512"
        yield own.icon.path, 1, said
    elif pixels and pixels.width < ICON_SIDES[-1]:
        yield pixels.path, 1, f"{pixels.width} pixels wide, and enlarged to 512; export it so"
    if share and (share.width, share.height) != SHARE_SIZE:
        said = f"{share.width} by {share.height}; best is {width} by {height}, as links show it"
        yield share.path, 1, said
    for drawing in filter(None, (own.logo, own.logo_dark, own.icon)):
        if drawing.reason:
            yield drawing.path, drawing.line, drawing.reason
