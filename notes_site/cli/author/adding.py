"""`notes-site content add`: a form for a new topic or question, in the file where it belongs."""

import os
from pathlib import Path

import click

from notes_site.cli.bank.exporting import save_new
from notes_site.config import ConfigError, command, find_content_folder
from notes_site.study.authoring.forms import find_ids, question_form, topic_form
from notes_site.study.bank.naming import free_name, name_of
from notes_site.study.content.loading import FOLDER
from notes_site.study.content.parsing import slugify
from notes_site.study.questions import KINDS
from notes_site.study.text.meant import suggest
from notes_site.study.text.places import PLACE
from notes_site.study.text.problems import ignore
from notes_site.study.text.splitting import Heading, split_blocks

KIND = click.Choice([*KINDS])


@click.group()
def add() -> None:
    """Write a form for a topic or a question; the check names what is to be filled in."""


@add.command()
@click.argument("title")
@click.option("--type", "kind", type=KIND, default=next(iter(KINDS)), help="Of its first question.")
def topic(title: str, kind: str) -> None:
    """Make the folder of a topic called TITLE, behind those there are."""
    folder = find_content_folder(os.environ)
    topics = _find_topics(folder)
    slug = name_of(title)
    if not slug:
        raise click.UsageError("The title has no letter a to z and no digit to make an address of.")
    if slug in topics:
        raise click.UsageError(
            f"{topics[slug].name} has the slug {slug} already; reword the title."
        )
    numbers = [int(one.name.partition("-")[0]) for one in topics.values()]
    new = folder / f"{max(numbers, default=0) + 1:02}-{slug}"
    form = topic_form(" ".join(title.split()))
    bank = question_form(KINDS[kind], _free_id(folder, f"{slug}-{kind}"), "", _first(slug, form))
    try:
        new.mkdir()
    except OSError as error:
        raise ConfigError(f"{new} can't be made ({error.strerror}).") from None
    save_new(new / "topic.md", form)
    save_new(new / "questions.md", bank)
    _say(f"Wrote {new / 'topic.md'} and {new / 'questions.md'}")


@add.command()
@click.option("--topic", "slug", metavar="SLUG", required=True, help="The topic that asks it.")
@click.option("--type", "kind", type=KIND, required=True, help="What kind of question it is.")
@click.option("--title", default="", help="What is asked; its id is made of it.")
def question(slug: str, kind: str, title: str) -> None:
    """Add a question to the questions.md of a topic."""
    folder = find_content_folder(os.environ)
    topics = _find_topics(folder)
    if slug not in topics:
        raise click.UsageError(f"There is no topic {slug}; {suggest(slug, [*topics])}")
    target = topics[slug] / "questions.md"
    title = " ".join(title.split())
    free = _free_id(folder, name_of(title) or f"{slug}-{kind}")
    see = _first(slug, _read(topics[slug] / "topic.md"))
    before = _read(target)
    gap = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    try:
        with target.open("a", encoding="utf-8", newline="") as opened:
            opened.write(gap + question_form(KINDS[kind], free, title, see))
    except OSError as error:
        raise ConfigError(f"{target} can't be written ({error.strerror}).") from None
    _say(f"Added {free} to {target}")


def _say(done: str) -> None:
    click.echo(f"{done}; `{command()} content check` names what is to be filled in.")


def _find_topics(folder: Path) -> dict[str, Path]:
    named = ((entry, FOLDER.match(entry.name)) for entry in sorted(folder.iterdir()))
    return {match["slug"]: entry for entry, match in named if match and entry.is_dir()}


def _free_id(folder: Path, wanted: str) -> str:
    banks = sorted(folder.glob("*/questions.md"))
    return free_name(wanted, {one for bank in banks for one in find_ids(_read(bank))})


def _first(slug: str, text: str) -> str:
    """Name the first section of a topic as `see:` does."""
    blocks = split_blocks(text.splitlines(), 1, ignore)
    sections = (one for one in blocks if isinstance(one, Heading) and one.level > 1)
    titles = (one.title for one in sections if not PLACE.search(one.title))
    return f"{slug}#{slugify(next(titles, 'section'))}"


def _read(file: Path) -> str:
    """Return what a file holds; "" where it isn't there."""
    try:
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    except OSError as error:
        raise ConfigError(f"{file} can't be read ({error.strerror}).") from None
