"""Pictures of every format, drawn for a test, and a topic that shows them."""

import io
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

WIDTH, HEIGHT = 1200, 400
GPS = 0x8825
PLACE = "Not to be told"
OPENING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20">'


def draw(size: tuple[int, int] = (WIDTH, HEIGHT), mode: str = "RGB") -> Image.Image:
    """Return a picture with some detail."""
    return Image.linear_gradient("L").resize(size).convert(mode)


def picture(kind: str, size: tuple[int, int] = (WIDTH, HEIGHT), **how: object) -> bytes:
    """Return the bytes of a picture in a format."""
    packed = io.BytesIO()
    draw(size).save(packed, kind, **how)
    return packed.getvalue()


def photograph(orientation: int = 1) -> bytes:
    """Return a JPEG as a phone takes it, with its place; on its side where that is asked for."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = PLACE, orientation
    exif.get_ifd(GPS)[2] = (IFDRational(52), IFDRational(31), IFDRational(12))
    return picture("JPEG", exif=exif, comment=PLACE.encode())


def show(content: Path, name: str, data: bytes | str, words: str = "What it shows") -> None:
    """Put a picture beside the second topic and show it at its end."""
    packed = data.encode() if isinstance(data, str) else data
    (content / "02-second" / name).write_bytes(packed)
    topic = content / "02-second/topic.md"
    topic.write_text(topic.read_text() + f"\n![{words}]({name})\n")
