"""Who somebody is, by what they type: at sign-in, and again before what can't be undone."""

from dataclasses import replace

from flask_wtf import FlaskForm
from wtforms import PasswordField

from notes_site.store.people.passwords import dummy_hash, hash_password, is_password, needs_rehash
from notes_site.store.people.users import (
    Credentials,
    Reader,
    find_credentials,
    renew_hash,
)
from notes_site.web.context import get_reader
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


def is_confirmed(form: FlaskForm, field: PasswordField) -> bool:
    """Tell whether a form is valid, and what stands in this field of it shows that its reader asks.

    Every form that deletes, or changes how one gets in, asks this.
    """
    if not form.validate():
        return False
    if not _is_from(get_reader(), field.data):
        field.errors = ["This is not your password. Check it and try again."]
        return False
    return True


def _is_from(reader: Reader, given: str) -> bool:
    """Tell whether only this reader can have typed it; other proofs than passwords go here."""
    return find_proven(reader.username, given) is not None
