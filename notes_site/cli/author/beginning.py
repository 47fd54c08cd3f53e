"""`notes-site content new`: a small course that passes the check, to be made one's own."""

import re
from pathlib import Path

import click

from notes_site.cli.author.schemas import schema_files
from notes_site.cli.bank.exporting import save_new
from notes_site.config import ConfigError, command

STARTER = Path(__file__).parent / "starter"
TITLE = "A course"
"""What the course's own name takes the place of."""


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
def begin(folder: Path) -> None:
    """Write a small course into FOLDER: a topic, some questions, a glossary, a README.

    Nothing that is there is written over.
    """
    files = starter_files(title_of(folder)) | schema_files()
    for name in files:
        if (folder / name).exists():
            raise ConfigError(f"{folder / name} exists already; name another folder.")
    for name, text in files.items():
        _make_folder((folder / name).parent)
        save_new(folder / name, text)
    click.echo(f"Wrote {len(files)} files into {folder}. Now, and after every edit:")
    click.echo(f"  export NOTES_CONTENT_DIR={folder.absolute()}")
    click.echo(f"  {command()} content check")
    click.echo(f"  {command()} serve --debug")


def title_of(folder: Path) -> str:
    """Make the course's name of its folder's."""
    words = re.sub(r"[\W_]+", " ", folder.absolute().name).strip()
    return words[:1].upper() + words[1:] or TITLE


def starter_files(title: str) -> dict[str, str]:
    """Return the text of each file of the starter, by its path in the course."""
    files = (file for file in sorted(STARTER.rglob("*")) if file.is_file())
    texts = {file.relative_to(STARTER).as_posix(): file.read_text("utf-8") for file in files}
    return {name: text.replace(TITLE, title) for name, text in texts.items()}


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder} can't be made ({error.strerror}).") from None
