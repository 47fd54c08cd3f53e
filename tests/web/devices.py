"""A device with passkeys, as WebAuthn describes one: it makes keys, keeps them, and signs."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from werkzeug.test import TestResponse

from tests.conftest import PASSWORD, Person
from tests.pages import only, token_of

PASSKEYS = "/account/passkeys"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def to_text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def to_bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "==")


@dataclass
class Device:
    """Holds one passkey; what it says of itself and of the page can be bent by a test."""

    origin: str = "http://localhost"
    host: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: bytes = b""
    public_key: object = None
    attestation: tuple[object, object] = ("none", {})
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        self.handle = to_bytes(options["user"]["id"])
        own = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._data(self.flags | HAS_KEY) + own + cbor2.dumps(self._public_key())
        form, statement = self.attestation
        attestation = cbor2.dumps({"fmt": form, "attStmt": statement, "authData": data})
        response = {
            "clientDataJSON": to_text(self._client("webauthn.create", options["challenge"])),
            "attestationObject": to_text(attestation),
        }
        return self._said(response)

    def use(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.get`."""
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": to_text(client),
            "authenticatorData": to_text(data),
            "signature": to_text(signature),
            "userHandle": to_text(self.handle),
        }
        return self._said(response)

    def _public_key(self) -> object:
        """Return the public half of the key as COSE has it."""
        if self.public_key is not None:
            return self.public_key
        numbers = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _said(self, response: dict[str, str]) -> str:
        own_id = to_text(self.credential_id)
        return json.dumps(
            {"id": own_id, "rawId": own_id, "type": "public-key", "response": response}
        )


def begin_to_add(person: Person, name: str = "phone", **proof: str) -> dict[str, Any]:
    """Ask for a new passkey, and return what the browser is given for it."""
    fields = {"add-name": name, "add-password": PASSWORD} | proof
    page = person.submit(PASSKEYS, f"{PASSKEYS}/new", **fields).text
    options = only(page, "[data-options]").attributes["data-options"]
    found: dict[str, Any] = json.loads(options or "")
    return found


def add(person: Person, name: str = "phone", **proof: str) -> Device:
    """Let a reader add a passkey, and return the device that has it."""
    device = Device()
    credential = device.make(begin_to_add(person, name, **proof))
    token = token_of(person.page(PASSKEYS))
    person.send(PASSKEYS, token, credential=credential, name=name)
    assert "The passkey is added" in person.page(PASSKEYS)
    return device


def ask(person: Person) -> dict[str, Any]:
    """Return what a script is given to use a passkey with."""
    token = token_of(person.get("/account", follow_redirects=True).text)
    response = person.send("/login/passkey/options", token)
    assert response.status_code == 200, response.text
    return json.loads(response.text)  # type: ignore[no-any-return]


def sign_in_with(person: Person, credential: str, **fields: str) -> TestResponse:
    token = token_of(person.get("/account", follow_redirects=True).text)
    return person.send("/login/passkey", token, credential=credential, **fields)
