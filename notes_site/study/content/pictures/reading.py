"""A file's bytes to a Picture; the content says what it is, whatever its name says."""

import hashlib
import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from notes_site.study.content.pictures.isolating import isolate
from notes_site.study.content.pictures.refused import BadPictureError
from notes_site.study.text.pictures import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 8_000_000
MOST_SVG_BYTES = 500_000
MOST_PIXELS = 25_000_000
"""So many take 100 MB while smaller versions are made of them."""
LONGEST_SIDE = 12_000

SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png"),
    (re.compile(rb"\xff\xd8\xff"), "jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp"),
    (re.compile(rb"....ftyp(?:avif|(?:....){2,8}?avif)", re.DOTALL), "avif"),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml|!--|!DOCTYPE svg)[^\0]{0,4000}?)?<svg[\s>]"),
        "svg",
    ),
)
OTHERS = (
    (re.compile(rb"GIF8"), "a GIF; save it as PNG, or as a video if it moves"),
    (
        re.compile(rb"....ftyp(?:hei|mif)", re.DOTALL),
        "HEIC, which browsers don't show; save it as JPEG",
    ),
    (re.compile(rb"version https://git-lfs"), "a pointer of Git LFS; run git lfs pull"),
    (
        re.compile(rb"\s*<(?:!doctype html|html)", re.IGNORECASE),
        "a page of HTML; put the picture itself here",
    ),
    (re.compile(rb"%PDF"), "a PDF; export it as SVG or PNG"),
)
SAVE_IT = "save it as PNG, JPEG, WebP, AVIF or SVG"
UPRIGHT, TURNED = 0x0112, (5, 6, 7, 8)
"""EXIF's orientation, and its values for a picture that lies on its side."""
MAKING = b"1"
"""Counted up when other files are made of the same bytes, so that they have another address."""


def find_format(data: bytes) -> str:
    """Return what a file is; refuse what is no picture that all browsers show."""
    for signature, name in SIGNATURES:
        if signature.match(data):
            return name
    for signature, said in OTHERS:
        if signature.match(data):
            raise BadPictureError(f"by its content this is {said}")
    raise BadPictureError(f"by its content this is no picture; {SAVE_IT}")


def read_picture(data: bytes, path: str) -> Picture:
    """Look at a picture; refuse what is too large, damaged, or moves."""
    name = find_format(data)
    most = MOST_SVG_BYTES if name == "svg" else MOST_BYTES
    if len(data) > most:
        raise BadPictureError(f"larger than {most:,} bytes; save it smaller")
    seen = hashlib.sha256(MAKING + data).hexdigest()[:32]
    if name == "svg":
        drawing = isolate(data)
        return Picture(
            path, name, drawing.width, drawing.height, seen, drawing.dropped, drawing.line
        )
    width, height = _measure(data, name)
    return Picture(path, name, width, height, seen)


def _measure(data: bytes, name: str) -> tuple[int, int]:
    """Return width and height of a picture that can be shown, as it stands upright."""
    with open_raster(data, name) as image:
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise BadPictureError(
                f"{width:,} by {height:,} pixels; save it with at most {MOST_PIXELS:,}, "
                f"and {LONGEST_SIDE:,} on a side"
            )
        if name != "jpeg" and getattr(image, "n_frames", 1) > 1:
            raise BadPictureError("it moves; save one picture of it, or link to a video")
        try:
            is_turned = image.getexif().get(UPRIGHT) in TURNED
            image.load()
        except Exception as error:  # decoders raise what they like
            raise BadPictureError(f"damaged ({_why(error)}); save it again") from None
    return (height, width) if is_turned else (width, height)


def open_raster(data: bytes, name: str) -> "Image":
    """Read the head of a picture, as the format that it was found to be; nothing is unpacked."""
    from PIL import Image  # 8 MB, for who has such pictures alone

    Image.MAX_IMAGE_PIXELS = None  # the size is looked at here, before anything is unpacked
    try:
        return Image.open(io.BytesIO(data), formats=[name.upper()])
    except Exception as error:
        raise BadPictureError(f"damaged ({_why(error)}); save it again") from None


def _why(error: Exception) -> str:
    return " ".join(str(error).split())[:80] or type(error).__name__


def all_names(pictures: Iterable[Picture]) -> frozenset[str]:
    """Return the names of all files that are made of pictures."""
    return frozenset(name for picture in pictures for name in picture.names)
