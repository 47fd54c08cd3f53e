"""A reader's own data as one file: written here, read by any site of this kind."""

from pathlib import Path

SCHEMA = Path(__file__).with_name("reader-data.schema.json")
"""What every part of a file looks like; it is published, and what is brought is checked by it."""


def read_schema() -> str:
    return SCHEMA.read_text(encoding="utf-8")
