"""`python3 run.py build FOLDER` builds a release of the last commit, the same bytes each time.

A wheel, the sources, the list of parts and SHA256SUMS. Every file has the time of the commit.
"""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

from release.pins import ROOT
from release.sbom import make_sbom

SUMS = "SHA256SUMS"


def main(words: Sequence[str]) -> None:
    if len(words) != 1:
        sys.exit("Name one folder: python3 run.py build FOLDER")
    target = Path(words[0]).resolve()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name)
        committed = git("archive", "--format=tar", "HEAD")
        with tarfile.open(fileobj=io.BytesIO(committed)) as archive:
            archive.extractall(source, filter="data")
        built = build(source, target, int(git("log", "-1", "--format=%ct")))
    print((target / SUMS).read_text(encoding="utf-8"), end="")
    print(f"{len(built)} files in {target}.")


def git(*words: str) -> bytes:
    return subprocess.check_output(["git", "-C", str(ROOT), *words])


def build(source: Path, target: Path, epoch: int) -> list[Path]:
    """Build what a folder of sources makes, its files as old as `epoch` (seconds since 1970)."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    settings = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run(command, check=True, cwd=source, env=settings, stdout=subprocess.DEVNULL)
    lock = (source / "requirements.lock").read_text(encoding="utf-8")
    (target / "sbom.cdx.json").write_text(make_sbom(lock), encoding="utf-8")
    built = sorted(path for path in target.iterdir() if path.name != SUMS)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in built]
    (target / SUMS).write_text("".join(sums), encoding="utf-8")
    return built


if __name__ == "__main__":
    main(sys.argv[1:])
