"""Files of the content folder, opened only where that is safe: no link, and not too large."""

from dataclasses import dataclass
from pathlib import Path

from notes_site.study.text.problems import Problems

TEXTS = {".md", ".toml", ".json"}


@dataclass(frozen=True, slots=True)
class Beside:
    """The files beside a topic, by their names; what is wrong with one is reported at it."""

    folder: Path
    problems: Problems

    def is_there(self, file: str) -> bool:
        return (self.folder / file).is_file()

    def read(self, file: str, most_bytes: int) -> bytes | None:
        """Return a file's bytes; None when it was said why there are none."""
        path = f"{self.folder.name}/{file}"
        return read_bytes(self.folder / file, path, self.problems, most_bytes)

    def begin(self, file: str, most_bytes: int, first: int) -> tuple[int, bytes] | None:
        """Return how many bytes a file has, and the first of them; None as above."""
        path = f"{self.folder.name}/{file}"
        data = read_bytes(self.folder / file, path, self.problems, most_bytes, first)
        return None if data is None else ((self.folder / file).stat().st_size, data)


def read_bytes(
    file: Path, path: str, problems: Problems, most_bytes: int, first: int = -1
) -> bytes | None:
    """Read a file, or its first bytes; or report why it isn't even opened."""
    report = problems.report_in(path)
    if obstacle := _find_obstacle(file, most_bytes):
        return report(1, obstacle)
    try:
        with file.open("rb") as opened:
            return opened.read(first)
    except OSError as error:
        return report(1, f"this file can't be read ({error.strerror}); give this user the right to")


def _find_obstacle(file: Path, most_bytes: int) -> str | None:
    """Say why a file isn't even opened."""
    if file.is_symlink():
        return "a symbolic link; put the file itself here"
    if not file.exists():
        return "this file is missing; write it (see the README for the format)"
    if not file.is_file():
        return "this is no file; put one here (see the README for the format)"
    if file.stat().st_size > most_bytes:
        way = "split it, or say less" if file.suffix in TEXTS else "save it smaller"
        return f"larger than {most_bytes:,} bytes; {way}"
    return None
