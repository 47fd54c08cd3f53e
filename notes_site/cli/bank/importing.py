"""`notes-site content import`: another program's bank as a questions.md."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from notes_site.cli.bank.exporting import save_new
from notes_site.config import ConfigError
from notes_site.study.bank.item import BankItem
from notes_site.study.bank.questions_file import count_places, prepare, write_questions
from notes_site.study.bank.reading.flashcards import read_anki, read_obsidian
from notes_site.study.bank.reading.gift import read_gift
from notes_site.study.bank.reading.mkdocs_quiz import read_mkdocs_quiz
from notes_site.study.bank.reading.moodle import read_moodle
from notes_site.study.bank.reading.shared import UnreadableError
from notes_site.study.bank.reading.table import read_table
from notes_site.study.content.loading import FOLDER
from notes_site.study.text.problems import Problem, Report

MOST_BYTES = 5_000_000
WRITTEN_ID = re.compile(r"^<!-- id: ([a-z0-9-]+)", re.MULTILINE)
Read = Callable[[bytes, Report], Iterable[BankItem]]


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableError(line, "not UTF-8; save the file as UTF-8") from None


READERS: Mapping[str, Read] = {
    "gift": lambda data, report: read_gift(_decode(data), report),
    "moodle": read_moodle,
    "csv": lambda data, report: read_table(_decode(data), report),
    "anki": lambda data, report: read_anki(_decode(data), report),
    "obsidian": lambda data, report: read_obsidian(_decode(data), report),
    "mkdocs-quiz": lambda data, report: read_mkdocs_quiz(_decode(data), report),
}
ENDINGS = {".gift": "gift", ".xml": "moodle", ".csv": "csv", ".txt": "anki"}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--to",
    "folder",
    metavar="content/NN-slug",
    type=click.Path(path_type=Path),
    required=True,
    help="The topic's folder; it is made if need be.",
)
@click.option(
    "--from", "source", type=click.Choice([*READERS]), help="The format, unless its ending says it."
)
@click.option("--append", is_flag=True, help="Add to the questions.md that is there.")
def import_bank(file: Path, folder: Path, source: str | None, append: bool) -> None:
    """Turn FILE into a questions.md with ids, keys and empty places to fill in.

    Says line by line what can't be carried. Never writes over a file.
    """
    source = source or ENDINGS.get(file.suffix.lower())
    if source is None:
        raise click.UsageError(f"--from says which format it is: {', '.join(READERS)}.")
    if not FOLDER.match(folder.name):
        raise click.UsageError(f"{folder.name} is no topic's folder; name it as in 04-routing.")
    target = folder / "questions.md"
    if target.exists() and not append:
        raise click.ClickException(f"{target} exists; --append adds to it, or name another folder.")
    problems: list[Problem] = []
    report = _report_in(file, problems)
    items = _read(file, source, report)
    taken = _find_ids(folder)
    kept = prepare(items, taken, report)
    for problem in sorted({*problems}):
        click.echo(str(problem))
    if not kept:
        raise click.ClickException(f"{file}:1: no question could be carried; nothing was written.")
    if meeting := next((one for one in kept if one.id in taken), None):
        where = f"{taken[meeting.id]} has the id {meeting.id}, too"
        raise click.ClickException(f"{file}:{meeting.line}: {where}; change one. Nothing written.")
    _save(target, write_questions(kept))
    click.echo(
        f"Wrote {len(kept)} questions to {target}, with {count_places(kept)} "
        "places to fill in; content check names each."
    )


def _report_in(file: Path, problems: list[Problem]) -> Report:
    return lambda line, said: problems.append(Problem(str(file), line, said))


def _read(file: Path, source: str, report: Report) -> list[BankItem]:
    """Read a file, or end in one line that says why not."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnreadableError(1, f"larger than {MOST_BYTES:,} bytes; split it")
        return list(READERS[source](file.read_bytes(), report))
    except UnreadableError as error:
        raise click.ClickException(f"{file}:{error.line}: {error}") from None
    except OSError as error:
        raise ConfigError(f"{file} can't be read ({error.strerror}).") from None


def _find_ids(folder: Path) -> dict[str, str]:
    """Return the ids of the course's questions, each with its file."""
    files = sorted(folder.parent.glob("*/questions.md"))
    return {
        question_id: str(file)
        for file in files
        for question_id in WRITTEN_ID.findall(file.read_text(encoding="utf-8", errors="replace"))
    }


def _save(target: Path, text: str) -> None:
    if not target.exists():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"{target.parent} can't be made ({error.strerror}).") from None
        save_new(target, text)
        return
    try:
        with target.open("a", encoding="utf-8", newline="") as opened:
            opened.write(f"\n{text}")
    except OSError as error:
        raise ConfigError(f"{target} can't be written ({error.strerror}).") from None
