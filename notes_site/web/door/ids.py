"""What may stand in an address, or name a row in a form."""

import re

from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """A number that the database can hold; a longer one is no address of ours."""

    regex = r"[0-9]{1,18}"


def read_id(text: str) -> int:
    """Return the number of a row that a form names; ValueError where none can have it."""
    if re.fullmatch(IdConverter.regex, text) is None:
        raise ValueError(text)
    return int(text)
