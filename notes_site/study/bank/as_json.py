"""The bank as JSON: all that is known of every question, for programs of one's own."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from notes_site.study.bank.item import BankItem

VERSION = 1


def json_text(items: Sequence[BankItem], course: str) -> str:
    """Write a document whose `version` grows when a name in it changes."""
    questions = [asdict(item) for item in items]
    document = {"format": "notes-site bank", "version": VERSION, "course": course}
    return json.dumps(document | {"questions": questions}, indent=1, default=_plain) + "\n"


def _plain(value: Any) -> str:
    """Write a decimal as it is, without the rounding of a float."""
    return format(value, "f")
