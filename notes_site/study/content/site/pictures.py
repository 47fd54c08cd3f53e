"""The pictures beside site.toml that its `[look]` names, each fit for what it is for."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from notes_site.study.content.files import read_bytes
from notes_site.study.content.look.pictures import SitePictures
from notes_site.study.content.pictures.beside import DARK, FILE, LIGHT
from notes_site.study.content.pictures.reading import MOST_BYTES, read_picture
from notes_site.study.content.pictures.refused import BadPictureError
from notes_site.study.text.pictures import Picture, Use
from notes_site.study.text.problems import Problems

WIDEST = 4
"""Times that a logo may be as wide as it is tall: on a phone more stands beside it."""
SMALLEST_ICON = 192
NARROWEST_SHARE = 600


def read_site_pictures(
    folder: Path, look: Mapping[str, str], line: int, file: str, problems: Problems
) -> SitePictures:
    """Read those that `[look]` names, which stands at this line of this file."""
    reader = _BesideSite(folder, line, file, problems)
    logo, icon = reader.read(look.get("logo", "")), reader.read(look.get("icon", ""), "icon")
    pixels = icon
    if icon and icon.format == "svg":
        beside = f"{icon.path.rpartition('.')[0]}.png"
        pixels = reader.read(beside, "icon") if (folder / beside).is_file() else None
    return SitePictures(
        logo,
        reader.read_dark(logo),
        look.get("header") != "logo",
        icon,
        pixels,
        reader.read(look.get("share", ""), "share"),
        look.get("share-words", "").strip(),
    )


class _BesideSite:
    """Reads pictures beside site.toml, and says at each what is wrong with it."""

    def __init__(self, folder: Path, line: int, file: str, problems: Problems) -> None:
        self._folder = folder
        self._problems = problems
        self._line = line
        self._report = problems.report_in(file)

    def read(self, file: str, use: Use = "page") -> Picture | None:
        """Return a picture that is fit for its use; "" names none."""
        if not file:
            return None
        if not FILE.match(file):
            said = f"look: {file} is no picture beside this file; name one, such as logo.svg"
            self._report(self._line, said)
            return None
        data = read_bytes(self._folder / file, file, self._problems, MOST_BYTES)
        if data is None:
            return None
        try:
            picture = read_picture(data, file)
            _refuse_unfit(picture, use)
        except BadPictureError as error:
            self._problems.report_in(file)(error.line, str(error))
            return None
        return replace(picture, use=use)

    def read_dark(self, logo: Picture | None) -> Picture | None:
        """Return the logo of the dark theme, where there are two."""
        if logo is None or LIGHT not in logo.path:
            return None
        dark = self.read(logo.path.replace(LIGHT, DARK))
        if dark and dark.size != logo.size:
            width, height = logo.size
            said = f"not of the same size as {logo.path}, {width} by {height}; make it so"
            self._problems.report_in(dark.path)(1, said)
        return dark


def _refuse_unfit(picture: Picture, use: Use) -> None:
    """Refuse a picture whose shape or size would not do."""
    width, height = picture.width, picture.height
    match use:
        case "page" if width > WIDEST * height:
            said = f"over {WIDEST} times as wide as it is tall, too wide for a phone's header"
        case "icon" if width != height:
            said = f"an icon is a square, and this is {width} by {height}; make it one"
        case "icon" if picture.format != "svg" and width < SMALLEST_ICON:
            said = f"{width} pixels wide; an icon has at least {SMALLEST_ICON}, better 512"
        case "share" if picture.format == "svg":
            said = "where links are shown no SVG is; export it as PNG, 1200 by 630"
        case "share" if width < NARROWEST_SHARE:
            said = f"{width} pixels wide, and shown large; make it 1200 by 630"
        case _:
            return
    raise BadPictureError(said)
