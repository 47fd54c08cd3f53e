"""The files that are served of pictures, kept in a folder that may be thrown away.

They are made while the content is read, once for each picture: their names are of its bytes. Where
that folder can't be written, they stand in one of the system's own for as long as the process runs.
"""

import atexit
import logging
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from notes_site.study.content.pictures.making import make_files
from notes_site.study.content.pictures.reading import all_names, read_picture
from notes_site.study.content.pictures.refused import BadPictureError
from notes_site.study.text.pictures import Picture

logger = logging.getLogger(__name__)

NAME = re.compile(
    r"^[0-9a-f]{32}(?:-[0-9]{1,4}\.webp|\.svg|-(?:icon-[0-9]{3}|maskable|share)\.png|-share\.jpg)$"
)
OLDEST_UNUSED_SECONDS = 7 * 24 * 3600
"""Pages that name a file which the content no longer has are about: in browsers, in other tabs."""


class KeptPictures:
    """Makes what is missing and finds what is there; any number of processes may use a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._spare: Path | None = None

    def find(self, name: str) -> Path | None:
        """Return the file of this name; None for any other than those that are made here."""
        places = (self._folder, self._spare) if NAME.match(name) else ()
        files = (place / name for place in places if place)
        return next((file for file in files if file.is_file()), None)

    def missing(self, pictures: Iterable[Picture]) -> tuple[Picture, ...]:
        """Return those of which not every file is there."""
        return tuple(one for one in pictures if not all(map(self.find, one.names)))

    def choose_folder(self) -> None:
        """Find out where files can be kept, before a copy of this process does."""
        try:
            _write(self._folder / ".tried", b"")
            (self._folder / ".tried").unlink()
        except OSError:
            self._spare_folder()

    def make(self, pictures: Iterable[Picture], content: Path) -> None:
        """Make the files of pictures in a content folder; say in one line what is left out."""
        for picture in pictures:
            try:
                data = (content / picture.path).read_bytes()
                if read_picture(data, picture.path).seen == picture.seen:
                    self._keep(picture, data)
            except (OSError, BadPictureError) as error:
                logger.warning("The picture %s is left out (%s).", picture.path, error)

    def tidy(self, pictures: Iterable[Picture], now: float) -> None:
        """Remove what is of no picture, and was not for a week; `now` is in seconds since 1970."""
        used = all_names(pictures)
        with suppress(OSError):  # nothing was ever kept
            for file in (one for one in self._folder.iterdir() if one.name not in used):
                with suppress(OSError):  # another process was quicker
                    if file.stat().st_mtime < now - OLDEST_UNUSED_SECONDS:
                        file.unlink()

    def _keep(self, picture: Picture, data: bytes) -> None:
        for name, made in make_files(picture, data):
            try:
                _write(self._folder / name, made)
            except OSError:  # full or read-only
                _write(self._spare_folder() / name, made)

    def _spare_folder(self) -> Path:
        """Return a folder of the system's own, which goes with the process that made it."""
        if self._spare is None:
            self._spare = Path(tempfile.mkdtemp(prefix="notes-site-pictures-"))
            atexit.register(_remove, self._spare, os.getpid())
            said = "Pictures can't be kept in %s; each start makes them anew."
            logger.warning(said, self._folder)
        return self._spare


def _write(file: Path, data: bytes) -> None:
    draft = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}.draft")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(file)
    finally:
        with suppress(OSError):  # it has its name, or was never there
            draft.unlink()


def _remove(folder: Path, process: int) -> None:
    if os.getpid() == process:  # not one that a server copied from it
        shutil.rmtree(folder, ignore_errors=True)
