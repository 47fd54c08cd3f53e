"""A disk of its own for a test, which can be full or read-only as real ones are."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MEGABYTES = 4
CAP_SYS_ADMIN = 1 << 21


@dataclass(frozen=True)
class Disk:
    """A small file system in memory."""

    folder: Path

    def fill(self) -> None:
        """Write until not one byte more is taken."""
        with (self.folder / "other-files").open("ab", buffering=0) as file:
            for size in (65_536, 4_096, 1):
                while _takes(file.fileno(), size):
                    pass

    def make_room(self) -> None:
        (self.folder / "other-files").unlink()

    def make_read_only(self, *, is_read_only: bool = True) -> None:
        mode = "ro" if is_read_only else "rw"
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - {"other-files"}


def _takes(file: int, size: int) -> bool:
    try:
        return os.write(file, bytes(size)) > 0
    except OSError:
        return False


@contextmanager
def small_disk(folder: Path, megabytes: int = MEGABYTES) -> Iterator[Disk]:
    """Mount one, or skip the test where this user may not; who may, must."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True)
    if mounted.returncode and not _may_mount():
        pytest.skip("only root may mount a small disk")
    assert mounted.returncode == 0, mounted.stderr
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _may_mount() -> bool:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    capabilities = [int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")]
    return any(found & CAP_SYS_ADMIN for found in capabilities)
