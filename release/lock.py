"""`python3 run.py lock` renews the locks and lists what changed; `--keep` leaves what is pinned.

Needs the network: uv, in an environment that is thrown away, resolves for all systems at once.
"""

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

from release.pins import DEV_LOCK, LOCK, ROOT, SERVER_LOCK, read_pins

OPTIONS = (
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"),
    *("--no-annotate", "--only-binary", ":all:"),
)
LOCKS = {
    LOCK: (),
    SERVER_LOCK: ("--extra", "postgresql"),
    DEV_LOCK: ("--extra", "postgresql", "--group", "dev", "--group", "course"),
}
"""What each holds besides what the site always needs; the first binds the others."""
ADDRESSES = ("://", "--index", "--find-links")


def main(words: Sequence[str]) -> None:
    upgrading = () if "--keep" in words else ("--upgrade",)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        uv = find_uv(folder)
        drafts = {lock: folder / lock.name for lock in LOCKS}
        bound: tuple[str, ...] = ()
        for lock, draft in drafts.items():
            shutil.copy(lock, draft)
            compile_lock(uv, draft, *LOCKS[lock], *bound, *upgrading)
            bound = (*bound, "-c", str(draft))
        for lock, draft in drafts.items():
            before, after = lock.read_text(encoding="utf-8"), draft.read_text(encoding="utf-8")
            refuse_addresses(after)
            print(
                f"{lock.name}:",
                *(list(find_changes(before, after)) or ["nothing changed"]),
                sep="\n  ",
            )
            lock.write_text(after, encoding="utf-8")


def find_uv(folder: Path) -> str:
    """Return the uv of this machine, or one that is installed into the folder."""
    if found := shutil.which("uv"):
        return found
    venv.create(folder / "venv", with_pip=True)
    programs = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(programs / "uv")


def compile_lock(uv: str, draft: Path, *more: str) -> None:
    command = [uv, "pip", "compile", "--quiet", "pyproject.toml", *OPTIONS, *more, "-o", str(draft)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def refuse_addresses(text: str) -> None:
    """A lock that named an index would send every host there."""
    if found := [word for word in ADDRESSES if word in text]:
        sys.exit(f"The new lock names an address ({', '.join(found)}); nothing was written.")


def find_changes(before: str, after: str) -> Iterator[str]:
    """Yield a line for each package that came, went, or has another version or other files."""
    old, new = read_pins(before), read_pins(after)
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            yield f"- {name} {old[name].version}"
        elif name not in old:
            yield f"+ {name} {new[name].version}"
        elif old[name].version != new[name].version:
            yield f"  {name} {old[name].version} -> {new[name].version}"
        elif old[name] != new[name]:
            yield f"  {name} {new[name].version}: other files or systems"


if __name__ == "__main__":
    main(sys.argv[1:])
