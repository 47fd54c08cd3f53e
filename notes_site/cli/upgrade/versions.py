"""Where versions stand: a clone, `versions/` in it with a folder each, a link to the one that runs.

`run.py` of the clone follows that link, and so do deploy/gunicorn.conf.py and every command.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from notes_site.config import CHECKOUT, ConfigError, is_checkout

FOLDER = "versions"
LINK = "current"


@dataclass(frozen=True, slots=True)
class Home:
    """The clone that a host made, whichever version runs."""

    root: Path

    @property
    def current(self) -> Path:
        """The version that is started next; the clone's own files until there was an upgrade."""
        link = self.root / FOLDER / LINK
        return link.resolve() if link.is_symlink() else self.root

    def folder_of(self, commit: str) -> Path:
        return self.root / FOLDER / commit[:12]

    def others(self, *kept: Path) -> list[Path]:
        """Return the folders of versions, but for those that stay."""
        found = (path for path in (self.root / FOLDER).iterdir() if not path.is_symlink())
        return [path for path in found if path not in kept]

    def switch_to(self, version: Path) -> None:
        """From now on start this version; there is no moment at which there is none."""
        link = self.root / FOLDER / LINK
        draft = link.with_name(f".{LINK}")
        draft.unlink(missing_ok=True)
        draft.symlink_to(".." if version == self.root else version.name)
        draft.replace(link)


def find_root() -> Path:
    """Return the clone that this code is of, also where an upgrade put it into a folder of it."""
    beside = CHECKOUT.parent
    is_version = beside.name == FOLDER and (beside / LINK).is_symlink()
    return beside.parent if is_version else CHECKOUT


def find_home() -> Home:
    """Find the clone of the code that runs here; refuse what can't be upgraded like this."""
    if not is_checkout():
        raise ConfigError("This is no clone; upgrade the package instead, then restart the site.")
    root = find_root()
    home = Home(root)
    if home.current != CHECKOUT:
        raise ConfigError(f"Another version runs; use that of {root}: `python3 run.py upgrade`.")
    if os.name == "posix" and root.stat().st_uid != os.geteuid():
        raise ConfigError(f"{root} is another user's; upgrade as the one who owns it.")
    return home
