"""A command as a host types it."""

from click.testing import CliRunner

from notes_site.__main__ import commands


def run(environ: dict[str, str], *words: str) -> tuple[int, str]:
    result = CliRunner(env=environ).invoke(commands, words)
    return result.exit_code, result.output
