"""A repository with versions of this site, and a host's clone of the first.

Each is today's code with something planted. Their packages are not fetched: the .venv of a version
is made as ever, and borrows those of the tests.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from notes_site.cli.upgrade.versions import Home
from notes_site.config import CHECKOUT
from notes_site.store.schema import HEAD, OLDEST

CODE = ("notes_site", "templates", "static", "deploy", "run.py", "pyproject.toml")
LOCKS = ("requirements.lock", "requirements-postgresql.lock", "requirements-dev.lock")
PARTS = (*CODE, ".gitignore", *LOCKS)
BORROW = f"""
def install(lock: Path) -> None:
    (site_packages() / "borrowed.pth").write_text({sysconfig.get_path("purelib")!r} + "\\n")
    script = "import sys\\nfrom gunicorn.app.wsgiapp import run\\nsys.exit(run())\\n"
    (VENV / "bin/gunicorn").write_text(script)


def install_for_real("""
MIGRATION = f'''
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{HEAD}"

def upgrade():
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("nickname", sa.String(), nullable=True))
    PLANTED

def downgrade():
    with op.batch_alter_table("user") as batch:
        batch.drop_column("nickname")
'''
Edits = dict[str, tuple[str, str]]
"""For a file what is replaced there, and by what."""

MIGRATED: Edits = {"notes_site/store/schema.py": (f'HEAD = "{HEAD}"', 'HEAD = "9999"')}
NEVER_READY: Edits = {"notes_site/web/machines/health.py": ('"ready"} | content, 200', '"x"}, 503')}
ONE_WAY: Edits = {"notes_site/store/schema.py": (f'OLDEST = "{OLDEST}"', 'OLDEST = "9999"')}
OTHER_WORDS: Edits = {"notes_site/cli/settings.py": ("List every setting", "Planted words")}


@dataclass(frozen=True)
class Clone:
    """A host's clone, and the repository that it follows."""

    root: Path
    origin: Path

    def release(self, edits: Edits, then: str = "pass") -> str:
        """Commit a version with a migration, which ends with some statement; return its commit."""
        git(self.origin, "checkout", "-q", "--force", "-B", "next", "first")
        migration = self.origin / "notes_site/migrations/versions/9999_planted.py"
        migration.write_text(MIGRATION.replace("PLANTED", then))
        for name, (old, new) in (*MIGRATED.items(), *edits.items()):
            file = self.origin / name
            text = file.read_text()
            assert old in text
            file.write_text(text.replace(old, new))
        return commit(self.origin, "A version")

    def run(self, environ: Mapping[str, str], *words: str) -> tuple[int, str]:
        """Run a command of the site as the host does; return its exit code and all it said."""
        ended = subprocess.run(
            [sys.executable, str(self.root / "run.py"), *words],
            env={**os.environ, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
            check=False,
        )
        return ended.returncode, ended.stdout

    @property
    def current(self) -> Path:
        return Home(self.root).current


def make_clone(folder: Path) -> Clone:
    origin = folder / "origin"
    origin.mkdir()
    for name in PARTS:
        source = CHECKOUT / name
        ignored = shutil.ignore_patterns("__pycache__")
        if source.is_dir():
            shutil.copytree(source, origin / name, ignore=ignored)
        else:
            shutil.copy(source, origin / name)
    run = origin / "run.py"
    text = run.read_text().replace("\ndef install(", BORROW)
    run.write_text(text.replace('"-m", "venv", str', '"-m", "venv", "--without-pip", str'))
    git(origin, "init", "-q", "-b", "main")
    commit(origin, "The first version")
    git(origin, "tag", "first")
    git(folder, "clone", "-q", str(origin), "clone")
    return Clone(folder / "clone", origin)


def commit(folder: Path, words: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", words)
    return git(folder, "rev-parse", "HEAD")


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Host", "-c", "user.email=host@example.org")
    command = ["git", "-C", str(folder), *who, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
