"""An OpenID provider on this machine, made of Authlib's server side; it can be told to lie."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "notes", "a secret that both know"


@dataclass
class Code(AuthorizationCodeMixin):
    """What a browser carries back, good once."""

    code: str
    subject: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str | None
    code_challenge_method: str | None
    auth_time: int

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return self.auth_time

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Site(ClientMixin):
    """The one client: the site that is tested."""

    redirect_uri: str

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@cache
def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(parameters={"kid": name})


@dataclass
class Provider:
    """The provider: who is signed in there, and how it lies, if it does.

    `claims` replaces what its ID tokens say, `metadata` what it says of itself, `signing` the key
    and the algorithm that it signs with.
    """

    issuer: str
    redirect_uri: str
    subject: str = "248289761001"
    signed_in_at: float = 0.0
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)
    forged: str = ""
    codes: dict[str, Code] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: new_key("one"))

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "authorization_response_iss_parameter_supported": True,
        } | self.metadata


def make_app(provider: Provider) -> Flask:
    app = Flask("provider")
    app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": 300}
    server = AuthorizationServer(
        app,
        query_client=lambda name: Site(provider.redirect_uri) if name == CLIENT else None,
        save_token=lambda _token, _request: None,
    )
    extensions = [make_token_maker(provider)(require_nonce=True), CodeChallenge(required=True)]
    server.register_grant(make_grant(provider), extensions)
    add_pages(app, server, provider)
    return app


def make_grant(provider: Provider) -> type[Any]:
    """Return what gives codes out and takes them back, each once."""

    class CodeGrant(grants.AuthorizationCodeGrant):
        def save_authorization_code(self, code: str, request: Any) -> None:
            asked = request.payload.data
            provider.codes[code] = Code(
                code,
                provider.subject,
                request.payload.redirect_uri,
                request.payload.scope,
                asked.get("nonce"),
                asked.get("code_challenge"),
                asked.get("code_challenge_method"),
                int(provider.signed_in_at or time.time()),
            )

        def query_authorization_code(self, code: str, _client: object) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes.pop(authorization_code.code)

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.subject

    return CodeGrant


def make_token_maker(provider: Provider) -> type[Any]:
    """Return what makes ID tokens, honest ones."""

    class SaysWho(OpenIDCode):
        def exists_nonce(self, _nonce: str, _request: object) -> bool:
            return False

        def resolve_client_private_key(self, _client: object) -> RSAKey:
            return provider.key

        def get_client_claims(self, _client: object) -> dict[str, Any]:
            return {"iss": provider.issuer, "aud": [CLIENT]}

        def generate_user_info(self, user: str, _scope: str) -> UserInfo:
            return UserInfo(sub=user)

    return SaysWho


def add_pages(app: Flask, server: AuthorizationServer, provider: Provider) -> None:
    @app.get("/.well-known/openid-configuration")
    def describe() -> Any:
        return jsonify(provider.describe())

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.subject)
        answer = server.create_authorization_response(grant=grant, grant_user=provider.subject)
        answer.location += "&" + urlencode({"iss": provider.issuer} | provider.back)
        return answer

    @app.post("/token")
    def token() -> Any:
        answer = server.create_token_response()
        said = answer.get_json()
        if "id_token" in said and (provider.claims or provider.forged):
            said["id_token"] = lie(provider, said["id_token"])
            return jsonify(said)
        return answer


def lie(provider: Provider, honest: str) -> str:
    """Return another ID token than the honest one."""
    claims = jwt.decode(honest, provider.key).claims | provider.claims
    claims = {name: value for name, value in claims.items() if value is not None}
    if provider.forged == "none":
        return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."
    if provider.forged == "HS256":  # by what everybody knows, the public key
        signed = f"{_part({'alg': 'HS256', 'kid': provider.key.kid})}.{_part(claims)}"
        public = provider.key.as_pem(private=False)
        return f"{signed}.{_base64(hmac.digest(public, signed.encode(), 'sha256'))}"
    key = new_key("two") if provider.forged == "another key" else provider.key
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, key)


def _part(said: Mapping[str, object]) -> str:
    return _base64(json.dumps(said).encode())


def _base64(some: bytes) -> str:
    return base64.urlsafe_b64encode(some).rstrip(b"=").decode()


@contextmanager
def running(redirect_uri: str) -> Iterator[Provider]:
    """Run a provider on a port of this machine."""
    provider = Provider("", redirect_uri)
    server = make_server("127.0.0.1", 0, make_app(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
