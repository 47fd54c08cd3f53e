"""`notes-site content export`: the bank for other programs, keys included."""

import io
import os
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from notes_site.config import ConfigError, find_content_folder, source_folders
from notes_site.study.bank.anki import anki_text
from notes_site.study.bank.as_json import json_text
from notes_site.study.bank.cards import notes_of, render
from notes_site.study.bank.gift import gift_text
from notes_site.study.bank.item import BankItem, Losses, lose_links, lose_pictures, read_items
from notes_site.study.bank.moodle import moodle_text
from notes_site.study.bank.qti import qti_files
from notes_site.study.bank.table import table_text
from notes_site.study.content.library import Library
from notes_site.study.content.loading import load_library
from notes_site.study.content.sources import SourceFinder
from notes_site.study.rendering import Renderer

Write = Callable[[tuple[BankItem, ...], Library, Losses], str | bytes]


@dataclass(frozen=True, slots=True)
class Target:
    """A format: the file's name in a folder, and what writes it."""

    name: str
    write: Write


def _write_anki(items: tuple[BankItem, ...], library: Library, losses: Losses) -> str:
    """Write cards; only with the site's own name are they those that readers export there."""
    for item in items:
        lose_links(item, losses)
    site = os.environ.get("NOTES_SITE_TITLE", "").strip() or library.title
    renderer = Renderer("/topics/")
    return anki_text(notes_of(items, site, library.title, renderer))


def _write_qti(items: tuple[BankItem, ...], library: Library, losses: Losses) -> bytes:
    """Pack the files; the same bank gives the same bytes, since no time stands in them."""
    renderer = Renderer("/topics/")
    files = qti_files(items, library.title, losses, lambda text: render(text, renderer))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            package.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


TARGETS: Mapping[str, Target] = {
    "json": Target("bank.json", lambda items, library, _: json_text(items, library.title)),
    "csv": Target("bank.csv", lambda items, _, losses: table_text(items, losses)),
    "gift": Target(
        "bank.gift", lambda items, library, losses: gift_text(items, library.title, losses)
    ),
    "moodle": Target(
        "bank.xml", lambda items, library, losses: moodle_text(items, library.title, losses)
    ),
    "anki": Target("bank.txt", _write_anki),
    "qti": Target("bank.zip", _write_qti),
}


@click.command("export")
@click.option("--to", "target", type=click.Choice([*TARGETS]), required=True, help="The format.")
@click.argument("path", metavar="FOLDER-or-FILE", type=click.Path(path_type=Path))
def export_bank(target: str, path: Path) -> None:
    """Write the bank, with all keys, for another program; say what that one can't.

    What is retired is left out. A file that exists is never written over.
    """
    folder = find_content_folder(os.environ)
    loaded = load_library(folder, SourceFinder(source_folders()))
    if loaded.errors:
        mistakes = f"{len(loaded.errors)} mistakes; see content check."
        raise click.ClickException(f"{folder} has {mistakes}")
    losses = Losses()
    items = read_items(loaded.library, losses)
    for item in items:
        lose_pictures(item, losses)
    file = path / TARGETS[target].name if path.is_dir() else path
    save_new(file, TARGETS[target].write(items, loaded.library, losses))
    for line in losses.lines():
        click.echo(line)
    click.echo(f"Read {len(items)} questions, saved {file}. It holds the keys: keep it to authors.")


def save_new(file: Path, text: str | bytes) -> None:
    """Write a file that isn't there yet, text as UTF-8."""
    data = text.encode() if isinstance(text, str) else text
    try:
        with file.open("xb") as opened:
            opened.write(data)
    except FileExistsError:
        raise ConfigError(f"{file} exists already; name another file, or remove it.") from None
    except OSError as error:
        raise ConfigError(f"{file} can't be written ({error.strerror}).") from None
