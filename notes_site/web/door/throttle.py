"""Slows guessers down by where they come from, never the account they guess at."""

import hashlib
from ipaddress import IPv6Address, ip_address

from flask import abort, request

from notes_site.store.people.throttle import WINDOW, count_attempts, uncount_attempts
from notes_site.web.context import now

GUESSES_A_NAME = 10
GUESSES_AN_ADDRESS = 20
SIGN_UPS_AN_ADDRESS = 60
RETRY_AFTER_SECONDS = int(WINDOW.total_seconds())


def count_guess(name: str) -> list[str]:
    """Count a guess at a password before it is checked; 429 when there were too many.

    Returns what to give to `forgive` when the guess was right.
    """
    limits = {
        _key("guess", _address(), name.casefold()): GUESSES_A_NAME,
        _key("guess", _address()): GUESSES_AN_ADDRESS,
    }
    _count(limits)
    return list(limits)


def forgive(keys: list[str]) -> None:
    uncount_attempts(keys)


def count_sign_up() -> None:
    _count({_key("sign-up", _address()): SIGN_UPS_AN_ADDRESS})


def _count(limits: dict[str, int]) -> None:
    counts = count_attempts(limits, now())
    if any(counts[key] > limit for key, limit in limits.items()):
        abort(429)


def _address() -> str:
    """Return the visitor's address; of an IPv6 one the network, which is what one person has."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if isinstance(address, IPv6Address):
        return str(int(address) >> 64)
    return str(address)


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
