"""Hashing passwords with Argon2id, and which passwords are too common to take (OWASP ASVS 5.0)."""

from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from notes_site.words import _, show_number

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """Hash a password; takes tens of milliseconds, so never inside `writing()`."""
    return _hasher.hash(password.encode("utf-8", "surrogatepass"))


def is_password(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)


@cache
def dummy_hash() -> str:
    """Return a hash to verify against when there is no such user, so that time tells nothing."""
    return hash_password("nobody has this password")


@cache
def common_passwords() -> frozenset[str]:
    """Return the commonest passwords of at least 8 characters, folded to lower case."""
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())


def is_common(password: str) -> bool:
    return password.casefold() in common_passwords()


SHORTEST, LONGEST = 8, 1024


def password_mistake(password: str, username: str) -> str | None:
    """Say why a password can't be taken; any characters may stand in it."""
    if not SHORTEST <= len(password) <= LONGEST:
        return _("Use %(least)s to %(most)s characters.", least=SHORTEST, most=show_number(LONGEST))
    if is_common(password):
        return _("This is one of the passwords that guessers try first. Choose another.")
    if password.casefold() == username.casefold():
        return _("The password can't be your username. Choose another.")
    return None
