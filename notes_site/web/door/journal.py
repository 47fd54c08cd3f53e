"""What happened to accounts, in the host's log: one line an event, by number and never by name."""

import logging

from flask import request

logger = logging.getLogger(__name__)


def note(event: str, user_id: int | None = None) -> None:
    """Write down an event, whose account it concerns where that is known, and where it came from.

    The address is what a proxy may have passed on: nothing in it begins a line of its own.
    """
    whose = "an unknown account" if user_id is None else f"account {user_id}"
    address = (request.remote_addr or "nowhere").encode("unicode_escape").decode()
    logger.info("%s: %s from %s", event, whose, address)
