"""What this browser has begun and not finished: its session holds the tokens (store.ceremonies)."""

from flask import session

from notes_site.store.people.ceremonies import (
    Unfinished,
    begin_ceremony,
    find_ceremony,
    take_ceremony,
)
from notes_site.web.context import now

SIGN_IN, SET_UP = "sign-in", "set-up"
ADD_PASSKEY, USE_PASSKEY = "add-passkey", "use-passkey"


def begin(kind: str, secret: str = "", user_id: int | None = None) -> None:
    """Begin something in this browser; what it had begun of this kind is not finished any more."""
    session[_place(kind)] = begin_ceremony(kind, secret, now(), user_id)


def find(kind: str) -> Unfinished | None:
    token = session.get(_place(kind))
    return find_ceremony(token, kind, now()) if token else None


def take(kind: str) -> Unfinished | None:
    """Return what was begun and end it, whatever comes of it."""
    token = session.pop(_place(kind), None)
    return take_ceremony(token, kind, now()) if token else None


def _place(kind: str) -> str:
    return f"ceremony-{kind}"
