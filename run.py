#!/usr/bin/env python3
"""Set up this checkout and run it: `python3 run.py` serves, `test` tests, `bench` measures.

`lock`, `sbom` and `build` are for a release (release/), `words` for translators, `gunicorn` serves
on more cores. Any other first word is a command of the site: `python3 run.py content check`. Needs
Python and nothing else; the packages go into .venv, pinned by hash in requirements.lock; where an
address names PostgreSQL, its driver comes with them. After an `upgrade` all of this happens in the
version that it put in place.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
CURRENT = ROOT / "versions" / "current"
"""The link to the version that `upgrade` put in place; a clone that was never upgraded has none."""
SERVER_LOCK = ROOT / "requirements-postgresql.lock"
SMALLER = {LOCK: (), SERVER_LOCK: (LOCK,), DEV_LOCK: (SERVER_LOCK, LOCK)}
"""The locks that each of them holds all of."""
STAMP = VENV / "installed-locks"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST_PYTHON = (3, 11)
SIDE_BY_SIDE = ["-n", "auto", "--dist", "worksteal"]
"""Tests run on all cores, neighbours on one, as they share servers; `-n 0` after it undoes it."""
OUTER_PYTHON = getattr(sys, "_base_executable", sys.executable)
"""The Python that .venv is made from, also when .venv's own runs this file."""


def main(arguments: list[str]) -> None:
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            f"This needs Python 3.11 or newer; {sys.executable} is older. Run it with another."
        )
    follow_upgrade(arguments)
    command = find_command(arguments)
    is_for_developers = command[1] in {"pytest", "benchmarks", "release.build", "release.words"}
    is_for_developers |= "content" in command[1:3] or arguments[:1] == ["gunicorn"]
    words = [*arguments, os.environ.get("NOTES_DATABASE_URL", "")]
    needs_driver = any(word.startswith(("postgresql", "postgres:")) for word in words)
    set_up(DEV_LOCK if is_for_developers else SERVER_LOCK if needs_driver else LOCK)
    if arguments[:1] == ["gunicorn"]:
        os.chdir(ROOT)  # where it looks for code first
    run([str(PYTHON), "-P", *command])  # -P: the folder this is called from may hold other code


def follow_upgrade(arguments: list[str]) -> None:
    """Become the run.py of the version that an upgrade put in place of this one."""
    version = CURRENT.resolve() if CURRENT.is_symlink() else ROOT
    if version != ROOT:
        if not (version / "run.py").is_file():
            sys.exit(f"{CURRENT} leads to {version}, which is gone; make it lead to a version.")
        run([OUTER_PYTHON, str(version / "run.py"), *arguments])


def find_command(arguments: list[str]) -> list[str]:
    """Translate the words after run.py into a module to run and its arguments."""
    if arguments[:1] == ["test"]:
        has_paths = any(not word.startswith("-") for word in arguments[1:])
        settings = ["-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}", *SIDE_BY_SIDE]
        paths = [] if has_paths else [str(ROOT / "tests")]
        return ["-m", "pytest", *settings, *paths, *arguments[1:]]
    if arguments[:1] == ["bench"]:
        return ["-m", "benchmarks", *arguments[1:]]
    if arguments[:1] in (["lock"], ["sbom"], ["build"], ["words"]):
        return ["-m", f"release.{arguments[0]}", *arguments[1:]]
    if arguments[:1] == ["gunicorn"]:
        script, config = VENV / "bin/gunicorn", ROOT / "deploy/gunicorn.conf.py"
        return [str(script), "-c", str(config), *arguments[1:]]
    is_serving = not arguments or (arguments[0].startswith("-") and arguments[0] != "--help")
    return ["-m", "notes_site", *(["serve"] if is_serving else []), *arguments]


def set_up(lock: Path) -> None:
    """Make .venv hold what the lock says; at once when it does already."""
    wanted = stamp_of(lock)
    if PYTHON.exists() and STAMP.exists() and wanted in STAMP.read_text().split():
        return
    print(f"Setting up .venv from {lock.name} (once; takes a minute) ...", file=sys.stderr)
    make_venv()
    install(lock)
    (site_packages() / "notes-site.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    stamps = {stamp_of(one) for one in (lock, *SMALLER[lock])}
    STAMP.write_text("\n".join(sorted(stamps)) + "\n")


def stamp_of(lock: Path) -> str:
    """Name what is installed: the lock's bytes, this Python, and where the checkout stands."""
    parts = (lock.read_bytes(), sys.version.encode(), str(ROOT).encode())
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def make_venv() -> None:
    """Make .venv, unless it is there and of this Python: a running site may be using it."""
    if is_this_python(PYTHON):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    if uv := shutil.which("uv"):
        check([uv, "venv", "--quiet", "--python", OUTER_PYTHON, str(VENV)])
        return
    made = subprocess.run([OUTER_PYTHON, "-m", "venv", str(VENV)], capture_output=True)
    if made.returncode and has_pip(OUTER_PYTHON):
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([OUTER_PYTHON, "-m", "venv", "--without-pip", str(VENV)])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit("This Python can't make environments; on Debian: apt install python3-venv.")


def is_this_python(python: Path) -> bool:
    code = "import sys; print(sys.version)"
    try:
        found = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
    except OSError:
        return False
    return found.stdout.strip() == sys.version


def has_pip(python: str) -> bool:
    return not subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode


def install(lock: Path) -> None:
    options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    if uv := shutil.which("uv"):
        check([uv, "pip", "install", "--python", str(PYTHON), *options])
    elif has_pip(str(PYTHON)):
        check([str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *options])
    else:
        check([OUTER_PYTHON, "-m", "pip", "--python", str(PYTHON), "install", *options])


def check(command: list[str]) -> None:
    if subprocess.run(command).returncode:
        sys.exit("Setting up failed; the lines above say why. Mend it and run this again.")


def site_packages() -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.check_output([str(PYTHON), "-c", code], text=True).strip())


def run(command: list[str]) -> None:
    """Become the command, so that signals and the exit code are its own."""
    if os.name == "nt":
        sys.exit(subprocess.run(command).returncode)
    sys.stdout.flush()
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
