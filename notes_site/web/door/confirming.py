"""Whose name and password those are that somebody types, at sign-in or when asked again."""

from dataclasses import replace

from notes_site.store.people.passwords import dummy_hash, hash_password, is_password, needs_rehash
from notes_site.store.people.users import (
    Credentials,
    find_credentials,
    renew_hash,
)
from notes_site.web.door.journal import note
from notes_site.web.door.throttle import count_guess, count_refused, forgive


def find_proven(username: str, password: str) -> Credentials | None:
    """Return whose name and password these are; as much work for an unknown name as for a known."""
    guesses = count_guess(username)
    credentials = find_credentials(username)
    known_hash = credentials.password_hash if credentials else dummy_hash()
    if not is_password(known_hash, password) or credentials is None:
        count_refused(username, guesses)
        note("wrong password", credentials.user_id if credentials else None)
        return None
    forgive(guesses)
    if not needs_rehash(known_hash):
        return credentials
    renewed = hash_password(password)
    renew_hash(credentials.user_id, known_hash, renewed)
    return replace(credentials, password_hash=renewed)
