"""What may stand in an address."""

from werkzeug.routing import IntegerConverter


class IdConverter(IntegerConverter):
    """A number that the database can hold; a longer one is no address of ours."""

    regex = r"[0-9]{1,18}"
