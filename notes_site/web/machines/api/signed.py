"""The tokens of programs: JWTs (RFC 7519) that this site signs for itself.

A token says which program it is of, and no more: whether that is signed in still, the database
says, at every request. Keys are drawn from the site's secret keys, so `secret rotate` changes them,
too: a token names its key (`kid`), and those of an older secret are known for as long as cookies
signed with it are.
"""

import hmac
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, current_app

from notes_site.config import Settings
from notes_site.store.people.programs.signing_in import Ticket
from notes_site.store.people.sweeping import LONGEST_IDLE
from notes_site.web.door.guard import API

ACCESS, REFRESH = "access", "refresh"
LONGEST_ACCESS = timedelta(minutes=15)
LONGEST_TOKEN = 2_000
"""Characters; ours have under 700."""
SKEW_SECONDS = 30
"""How far the clocks of servers that share a site may be apart."""
UNNAMED = "notes-site"
ALGORITHM = "HS256"
ISSUER = "notes_site.api_issuer"
"""The extension that holds who signs."""


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[ISSUER] = settings.site_url or UNNAMED


def sign_access(ticket: Ticket) -> str:
    from flask_jwt_extended import create_access_token

    newest = _newest()
    with _signer().app_context():
        signed: str = create_access_token(ticket.handle, additional_headers=newest)
    return signed


def sign_refresh(ticket: Ticket) -> str:
    """Sign what gets the next ticket, once."""
    from flask_jwt_extended import create_refresh_token

    newest, claims = _newest(), {"jti": ticket.refresh}
    with _signer().app_context():
        signed: str = create_refresh_token(
            ticket.handle, additional_claims=claims, additional_headers=newest
        )
    return signed


def read_token(token: str, kind: str) -> Ticket | None:
    """Return what a token of this kind says; None where it is not ours, spoilt, or over.

    What it says of its refresh is of use only where it is one.
    """
    from flask_jwt_extended import decode_token
    from flask_jwt_extended.exceptions import JWTExtendedException
    from jwt import InvalidTokenError

    if len(token) > LONGEST_TOKEN:
        return None
    with _signer().app_context():
        try:
            claims = decode_token(token)
        except (InvalidTokenError, JWTExtendedException):
            return None
    return Ticket(claims["sub"], claims["jti"]) if claims["type"] == kind else None


def _signer() -> Flask:
    """Return what signs and reads tokens with this site's keys; in its context it is the app."""
    return _make_signer(current_app.extensions[ISSUER], *_keys())


@lru_cache(maxsize=8)
def _make_signer(issuer: str, *keys: str) -> Flask:
    """Return an application that has nothing but what tokens are signed and read with.

    Made when the first token comes: with the library 10 MB are imported, which most sites never
    need. The site's own application takes no extension then any more.

    Tokens come in the header alone, never in a cookie.
    """
    from flask_jwt_extended import JWTManager
    from jwt import InvalidTokenError

    app, manager = Flask(__name__), JWTManager()
    audience, named = issuer + API, {_name(key): key for key in keys}
    app.config.from_mapping(
        JWT_TOKEN_LOCATION=["headers"],
        JWT_ALGORITHM=ALGORITHM,
        JWT_DECODE_ALGORITHMS=[ALGORITHM],
        JWT_ENCODE_ISSUER=issuer,
        JWT_DECODE_ISSUER=issuer,
        JWT_ENCODE_AUDIENCE=audience,
        JWT_DECODE_AUDIENCE=audience,
        JWT_DECODE_LEEWAY=SKEW_SECONDS,
        JWT_ACCESS_TOKEN_EXPIRES=LONGEST_ACCESS,
        JWT_REFRESH_TOKEN_EXPIRES=LONGEST_IDLE,
    )
    manager.init_app(app)

    @manager.encode_key_loader
    def signing_key(_handle: str) -> str:
        return keys[0]

    @manager.decode_key_loader
    def find_key(headers: Mapping[str, Any], _claims: Mapping[str, Any]) -> str:
        key = named.get(headers.get("kid", ""))
        if key is None:
            raise InvalidTokenError("signed with no key of this site")
        return key

    return app


def _newest() -> Mapping[str, str]:
    """Name the key that signs, in the header of a token."""
    return {"kid": _name(_keys()[0])}


def _keys() -> tuple[str, ...]:
    """Return the keys, the newest first."""
    config = current_app.config
    return _draw_keys(config["SECRET_KEY"], *(config["SECRET_KEY_FALLBACKS"] or ()))


@lru_cache(maxsize=8)
def _draw_keys(*secrets: str) -> tuple[str, ...]:
    return tuple(
        hmac.digest(one.encode(), b"tokens of programs", "sha256").hex() for one in secrets
    )


def _name(key: str) -> str:
    return hmac.digest(key.encode(), b"name", "sha256").hex()[:16]
