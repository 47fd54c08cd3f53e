"""`notes-site content schemas`: what editors complete the keys of a course's files by."""

import json
import os
from collections.abc import Mapping

import click

from notes_site.config import ConfigError, find_content_folder
from notes_site.study.authoring.schemas import schemas

FOLDER = ".schemas"
"""In the content folder, where nothing that begins with a dot is read."""


@click.command("schemas")
def write_schemas() -> None:
    """Write the schemas for editors into the course, those of an earlier version anew."""
    folder = find_content_folder(os.environ)
    files: Mapping[str, str] = schema_files()
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{error.filename} can't be written ({error.strerror}).") from None
    click.echo(f"Wrote {len(files)} schemas into {folder / FOLDER}.")


def schema_files() -> dict[str, str]:
    """Return the text of each schema, by its path in the course."""
    return {
        f"{FOLDER}/{name}": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }
