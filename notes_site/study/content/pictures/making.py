"""The files that are served of a picture: smaller ones in WebP, without what its camera noted."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from notes_site.study.content.pictures.isolating import isolate
from notes_site.study.content.pictures.reading import open_raster
from notes_site.study.text.pictures import ICON_SIDES, WIDTHS, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITY, FINE = 80, 90
OPAQUE = 255
SAFE = 0.7
"""How much of a maskable icon is drawn on: little of its corners lies outside of the circle."""
FINEST_ICON = 2 * ICON_SIDES[-1]
EFFORT = 4
"""Of 0 to 6; more takes much longer and saves little."""


def make_files(picture: Picture, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file that is served of a picture."""
    if picture.format == "svg":
        yield picture.names[0], isolate(data).data
        return
    image, profile = _open_upright(picture, data)
    if picture.use != "page":
        yield from _make_for_others(picture, image)
        return
    for width in reversed(picture.widths):
        size = (width, picture.height_at(width))
        image = image if image.size == size else image.resize(size, reducing_gap=3)
        image.info.clear()  # where it was taken, with what, and what else its tools wrote
        yield picture.name_at(width), _pack(image, profile, is_drawn=picture.format == "png")


def _make_for_others(picture: Picture, image: "Image") -> Iterator[tuple[str, bytes]]:
    """Make what browsers, systems and other sites show, in formats that all of them know.

    It is made small first: each step needs the picture once or twice more.
    """
    if picture.use == "share":
        shared = _on_ground(image.resize(picture.shared_size, reducing_gap=3))
        (name,) = picture.names
        yield name, _save_for_others(shared, is_drawn=name.endswith(".png"))
        return
    image.thumbnail((FINEST_ICON, FINEST_ICON), reducing_gap=3)
    for side in ICON_SIDES:
        icon = _on_ground(image) if side == ICON_SIDES[0] else image  # Apple's makes black of none
        yield picture.icon_at(side), _save_for_others(icon.resize((side, side)))
    yield picture.maskable, _save_for_others(_make_maskable(image))


def _on_ground(image: "Image") -> "Image":
    """Return it without transparency: on the colour of its corner, or on white."""
    from PIL import Image

    corner = image.convert("RGBA").getpixel((0, 0))
    has_corner = isinstance(corner, tuple) and corner[3] == OPAQUE
    ground = Image.new("RGBA", image.size, corner if has_corner else "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _make_maskable(image: "Image") -> "Image":
    """Return an icon whose edges every system shows (W3C: within 0.4 of its middle)."""
    from PIL import Image

    whole = _on_ground(image)
    side, inner = ICON_SIDES[-1], round(ICON_SIDES[-1] * SAFE)
    found = Image.new("RGB", (side, side), whole.getpixel((0, 0)))
    found.paste(whole.resize((inner, inner)), ((side - inner) // 2, (side - inner) // 2))
    return found


def _save_for_others(image: "Image", *, is_drawn: bool = True) -> bytes:
    """Pack it as programs know it that know no WebP."""
    packed = io.BytesIO()
    image.info.clear()
    if is_drawn:
        image.save(packed, "PNG", optimize=True)
    else:
        image.save(packed, "JPEG", quality=QUALITY, optimize=True)
    return packed.getvalue()


def _open_upright(picture: Picture, data: bytes) -> "tuple[Image, bytes | None]":
    """Unpack a picture, no larger than is needed, and return it with its profile of colours."""
    from PIL import ImageOps

    with open_raster(data, picture.format) as opened:
        opened.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
        is_rgb = opened.mode in {"RGB", "RGBA"}
        profile = opened.info.get("icc_profile") if is_rgb else None
        upright = ImageOps.exif_transpose(opened)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB"), profile


def _pack(image: "Image", profile: bytes | None, *, is_drawn: bool) -> bytes:
    """Pack it; what was drawn, such as a screenshot, exactly where that isn't larger."""
    if not is_drawn:
        return _save(image, profile, quality=QUALITY)
    exact = _save(image, profile, lossless=True, quality=QUALITY)
    return min(exact, _save(image, profile, quality=FINE), key=len)


def _save(image: "Image", profile: bytes | None, **how: int) -> bytes:
    packed = io.BytesIO()
    image.save(packed, "WEBP", method=EFFORT, icc_profile=profile or b"", exif=b"", xmp=b"", **how)
    return packed.getvalue()
