"""Slows guessers down by where they come from, never the account they guess at."""

import hmac
from ipaddress import IPv6Address, ip_address

from flask import abort, current_app, request

from notes_site.store.people.events import record_refused
from notes_site.store.people.throttle import WINDOW, count_attempts, find_attempts, uncount_attempts
from notes_site.store.people.users import fold_name
from notes_site.web.context import now
from notes_site.web.door.journal import note

GUESSES_A_NAME = 10
GUESSES_AN_ADDRESS = 20
TRIES_A_NAME, TRIES_AN_ADDRESS = 30, 300
"""With the right password: more than people sign in, and it costs a hash and a row each time."""
SIGN_UPS_AN_ADDRESS = 60
NAMES_AN_ADDRESS = 10
"""How often somebody may ask for names that are taken: each answer tells that one exists."""
CODES_AN_ACCOUNT = 20
"""From wherever: six digits are guessed soon by many together. Who is kept waiting by a guesser
(one who knows the password) still has recovery codes and passkeys.
"""
PASSKEYS_AN_ADDRESS = 60
NETWORKS_A_SITE = 20
"""A /48, which whoever rents one can fill with networks, may do as much as so many of them."""
RETRY_AFTER_SECONDS = int(WINDOW.total_seconds())


def count_guess(name: str) -> list[str]:
    """Count a guess at a password before it is checked; 429 when there were too many.

    Returns what to give to `forgive` when the guess was right; that somebody tried is not forgiven.
    """
    network, *_ = _networks()
    whose = network, fold_name(name)
    guesses = {_key("guess", *whose): GUESSES_A_NAME} | _limits("guess", GUESSES_AN_ADDRESS)
    tries = {_key("try", *whose): TRIES_A_NAME} | _limits("try", TRIES_AN_ADDRESS)
    _count(guesses | tries)
    return list(guesses)


def count_refused(name: str, guesses: list[str]) -> None:
    """Tell whoever has the name of a guess that was wrong."""
    record_refused(fold_name(name), guesses, now())


def forgive(keys: list[str]) -> None:
    uncount_attempts(keys)


def count_code(user_id: int, *, is_short: bool, is_inside: bool) -> list[str]:
    """Count a guess at a code, by who guesses and, of an app's short ones, by whose it would be.

    429 when there were too many; returns what to give to `forgive` when it was right.
    """
    network, *_ = _networks()
    whose = str(user_id), "inside" if is_inside else "at the door"
    limits = {_key("code", network, *whose): GUESSES_A_NAME}
    if is_short:
        limits[_key("app-code", *whose)] = CODES_AN_ACCOUNT
    return _count(limits)


def count_passkey() -> None:
    """Count somebody who begins to sign in with a passkey; 429 when there were too many."""
    _count(_limits("passkey", PASSKEYS_AN_ADDRESS))


def count_sign_up() -> list[str]:
    """Count somebody who asks for a name; 429 when there were too many.

    Returns what to give to `forgive` when the name was free.
    """
    names = _limits("name", NAMES_AN_ADDRESS)
    _count(_limits("sign-up", SIGN_UPS_AN_ADDRESS) | names)
    return list(names)


def _count(limits: dict[str, int]) -> list[str]:
    """Count a try under each key; who is over a limit already costs no turn to write."""
    for count in (find_attempts, count_attempts):
        counts = count(limits, now())
        if any(counts.get(key, 0) > limit for key, limit in limits.items()):
            note("too many tries")
            abort(429)
    return list(limits)


def _limits(what: str, limit: int) -> dict[str, int]:
    """Return the limit of the visitor's own network, and of the site around it where there is."""
    network, *around = _networks()
    return {_key(what, network): limit} | {
        _key(what, site): limit * NETWORKS_A_SITE for site in around
    }


def _networks() -> list[str]:
    """Return where the visitor comes from: of IPv6 a /64, one person's, and the /48 around it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ["unknown"]
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return [str(address.ipv4_mapped)]
    if isinstance(address, IPv6Address):
        return [str(int(address) >> 64), f"{int(address) >> 80}/48"]
    return [str(address)]


def _key(*parts: str) -> str:
    """Return what is stored of them: whoever finds it cannot try out all addresses or names.

    It is made with a key of its own, drawn from the site's secret; where that is replaced, all
    counting begins anew.
    """
    secret = hmac.digest(current_app.config["SECRET_KEY"].encode(), b"counted attempts", "sha256")
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hmac.digest(secret, text, "sha256").hex()
