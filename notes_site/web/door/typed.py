"""What stood in the fields of a page that asks questions, when its form could not be taken."""

import re

from flask import request

from notes_site.study.questions import is_answer_field
from notes_site.study.questions.kind import Form

BESIDE = frozenset({"confidence", "note", "words"})
"""Fields beside an answer: how sure its reader is, a note, what is wrong with the question."""
PREFIX = re.compile(r"q[0-9]{1,4}-")
"""Begins the names of fields on a page with several questions."""
MOST_FIELDS, MOST_VALUES, LONGEST_VALUE = 40, 9, 4_000


def typed_fields() -> Form:
    """Return what the form that was sent holds of that: each field with all its values."""
    form = request.form.to_dict(flat=False)
    names = [name for name in form if _is_typed(name)][:MOST_FIELDS]
    return {name: [_cut(value) for value in form[name][:MOST_VALUES]] for name in names}


def _is_typed(name: str) -> bool:
    """Tell whether a field is part of an answer or stands beside one; whose it is, is unknown."""
    own = PREFIX.sub("", name, count=1)
    return own in BESIDE or is_answer_field(own)


def _cut(value: str) -> str:
    """Return a value as it was typed: browsers send each end of a line as two characters."""
    return value.replace("\r\n", "\n")[:LONGEST_VALUE]
