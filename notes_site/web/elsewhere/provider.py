"""The provider that readers may sign in with: OpenID Connect, code flow with PKCE, by Authlib.

Only a number is asked for (the scope `openid`): no name and no address ever comes here. Authlib and
requests are an extra, and imported when somebody first signs in so.
"""

import hmac
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from notes_site.config import Settings, is_loopback
from notes_site.store.elsewhere.identities import Outsider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signatures by a key that only the provider has: neither `none` nor one that we could make."""
BACK = "/login/elsewhere/back"
PATIENCE_SECONDS = 5
CLOCKS_DIFFER_SECONDS = 60
FRESH = timedelta(minutes=5)
LONGEST_SUBJECT = 255
USED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class RefusedError(Exception):
    """What came back from elsewhere proves nothing; the text says why, for the log."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent to the provider with a browser, and must be so when it comes back."""

    state: str
    nonce: str
    verifier: str


def draw_sent() -> Sent:
    return Sent(*(secrets.token_urlsafe(48) for _ in range(3)))


class Provider:
    """The one that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._issuer = settings.oidc_issuer

    def address(self, sent: Sent, *, is_fresh: bool = False) -> str:
        """Return where a browser is sent; `is_fresh` asks who it is even of somebody signed in."""
        more = {"prompt": "login", "max_age": "0"} if is_fresh else {}
        with _refusing():
            metadata = self._find_metadata()
            with self._client(metadata) as client:
                address, _state = client.create_authorization_url(
                    metadata["authorization_endpoint"],
                    state=sent.state,
                    nonce=sent.nonce,
                    code_verifier=sent.verifier,
                    **more,
                )
        return str(address)

    def find_outsider(
        self, sent: Sent, back: Mapping[str, str], now: datetime, *, is_fresh: bool = False
    ) -> Outsider:
        """Return who came back with a browser, or raise RefusedError."""
        if not hmac.compare_digest(back.get("state", "").encode(), sent.state.encode()):
            raise RefusedError("another state")
        if "error" in back:
            raise RefusedError(f"the provider said {back['error']!r}")
        with _refusing():
            metadata = self._find_metadata()
            self._check_sender(metadata, back)
            with self._client(metadata) as client:
                tokens = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=back["code"],
                    code_verifier=sent.verifier,
                    timeout=PATIENCE_SECONDS,
                    allow_redirects=False,
                )
                keys = self._get(metadata["jwks_uri"])
            claims = self._read(tokens, keys, sent.nonce, now)
            if is_fresh and claims["auth_time"] < (now - FRESH).timestamp():
                raise RefusedError("signed in there too long ago")
            return Outsider(self._issuer, self._subject(claims))

    def _find_metadata(self) -> dict[str, Any]:
        """Ask the issuer where its pages are; all of it has to be the issuer's own word."""
        found = self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise RefusedError(f"another issuer: {found.get('issuer')!r}")
        is_tried_out = is_loopback(self._issuer)
        for name in USED:
            if urlsplit(found[name]).scheme != "https" and not is_tried_out:
                raise RefusedError(f"{name} is not https")
        return found

    def _check_sender(self, metadata: Mapping[str, Any], back: Mapping[str, str]) -> None:
        """Refuse the answer of another provider (RFC 9207)."""
        says_who = metadata.get("authorization_response_iss_parameter_supported")
        if back.get("iss", "" if says_who else self._issuer) != self._issuer:
            raise RefusedError("the answer of another issuer")

    def _client(self, metadata: Mapping[str, Any]) -> Any:
        """Return Authlib's client for one errand."""
        from authlib.integrations.requests_client import OAuth2Session

        secret = self._settings.oidc_client_secret
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Session(
            self._settings.oidc_client_id,
            secret or None,
            token_endpoint_auth_method=way if secret else "none",
            scope="openid",
            redirect_uri=f"{self._settings.site_url}{BACK}",
            code_challenge_method="S256",
        )

    def _get(self, address: str) -> dict[str, Any]:
        import requests

        answer = requests.get(address, timeout=PATIENCE_SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
        if answer.status_code != 200 or not isinstance(found, dict):
            raise RefusedError(f"{address} holds no JSON object")
        return found

    def _read(
        self, tokens: Mapping[str, Any], keys: Any, nonce: str, now: datetime
    ) -> Mapping[str, Any]:
        """Return what the ID token says, once it is the provider that says it, to us, now."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        signed = jwt.decode(tokens["id_token"], KeySet.import_key_set(keys), registry=registry)
        wanted = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": self._settings.oidc_client_id},
        }
        known = {
            "nonce": nonce,
            "client_id": self._settings.oidc_client_id,
            "access_token": tokens.get("access_token"),
        }
        claims = CodeIDToken(signed.claims, signed.header, wanted, known)
        claims.validate(now=int(now.timestamp()), leeway=CLOCKS_DIFFER_SECONDS)
        return dict(claims)

    def _subject(self, claims: Mapping[str, Any]) -> str:
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise RefusedError("no subject")
        if "\0" in subject:  # which PostgreSQL can't keep
            raise RefusedError("a subject with NUL")
        return subject


@contextmanager
def _refusing() -> Iterator[None]:
    """Say as RefusedError whatever the libraries raise for what can't be had or doesn't hold."""
    import requests
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    odd = ValueError, TypeError, LookupError, AttributeError
    try:
        yield
    except (requests.RequestException, AuthlibBaseError, JoseError, *odd) as error:
        raise RefusedError(f"{type(error).__name__}: {error}") from error
