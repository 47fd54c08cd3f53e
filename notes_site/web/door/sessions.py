"""Flask's sessions, whose cookies are checked once: a signature stays as good as it was."""

from copy import deepcopy
from datetime import timedelta
from functools import lru_cache, partial
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature

from notes_site.web.door.guard import API

MOST_COOKIES = 2_000
"""About 2 MB. A cookie says which sign-in it is; whether that still holds, the database says."""


class Sessions(SecureCookieSessionInterface):
    """Keeps what signed cookies say by the cookies themselves; their age is looked at each time.

    For programs there are none, come or sent: a browser's says nothing at the API (RFC 6265, 8.2).
    """

    def __init__(self, app: Flask) -> None:
        signer: Any = self.get_signing_serializer(app)
        self._read = lru_cache(MOST_COOKIES)(partial(signer.loads, return_timestamp=True))
        self._clock = signer.make_signer()  # the clock that cookies are signed by

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        cookie = request.cookies.get(self.get_cookie_name(app))
        if not cookie or request.path.startswith(API):
            return self.session_class()
        try:
            values, signed_at = self._read(cookie)
        except BadSignature:
            return self.session_class()
        age = self._clock.timestamp_to_datetime(self._clock.get_timestamp()) - signed_at
        if not timedelta(0) <= age <= app.permanent_session_lifetime:
            return self.session_class()
        return self.session_class(deepcopy(values))  # a request may change what stands in it

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not request.path.startswith(API):
            super().save_session(app, session, response)
