"""Flask's sessions, whose cookies are checked once: a signature stays as good as it was."""

from copy import deepcopy
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

from notes_site.web.context import now

MOST_COOKIES = 2_000
"""About 2 MB. A cookie says which sign-in it is; whether that still holds, the database says."""


class Sessions(SecureCookieSessionInterface):
    """Keeps what signed cookies say by the cookies themselves; their age is looked at each time."""

    def __init__(self, app: Flask) -> None:
        signer: Any = self.get_signing_serializer(app)
        self._read = lru_cache(MOST_COOKIES)(partial(signer.loads, return_timestamp=True))

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie:
            return self.session_class()
        try:
            values, signed_at = self._read(cookie)
        except BadSignature:
            return self.session_class()
        if not is_of_age(signed_at, app.permanent_session_lifetime):
            return self.session_class()
        return self.session_class(deepcopy(values))  # a request may change what stands in it


def is_of_age(signed_at: datetime, lifetime: timedelta) -> bool:
    """Tell whether a cookie was signed in the past, and not too long ago."""
    whole_seconds = now().replace(microsecond=0)
    return timedelta(0) <= whole_seconds - signed_at <= lifetime
