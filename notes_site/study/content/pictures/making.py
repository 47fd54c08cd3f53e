"""The files that are served of a picture: smaller ones in WebP, without what its camera noted."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from notes_site.study.content.pictures.isolating import isolate
from notes_site.study.content.pictures.reading import open_raster
from notes_site.study.text.pictures import WIDTHS, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITY, FINE = 80, 90
EFFORT = 4
"""Of 0 to 6; more takes much longer and saves little."""


def make_files(picture: Picture, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of every file that is served of a picture."""
    if picture.format == "svg":
        yield picture.names[0], isolate(data).data
        return
    image, profile = _open_upright(picture, data)
    for width in reversed(picture.widths):
        size = (width, picture.height_at(width))
        image = image if image.size == size else image.resize(size, reducing_gap=3)
        image.info.clear()  # where it was taken, with what, and what else its tools wrote
        yield picture.name_at(width), _pack(image, profile, is_drawn=picture.format == "png")


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
