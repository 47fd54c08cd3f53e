"""What browsers are asked of passkeys (WebAuthn), and whether what they answer holds.

The library is imported when somebody first uses a passkey: it takes 11 MB and a tenth of a second.
"""

import secrets
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import abort, current_app, request

from notes_site.store.people.passkeys import (
    KnownPasskey,
    NewPasskey,
    find_passkey,
    find_passkeys,
    record_use,
)
from notes_site.store.people.second import Factors
from notes_site.web.context import get_reader, now, site, site_title
from notes_site.web.people import ceremonies

HANDLE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Party:
    """Whom passkeys are made for: the host's name, and the origin of its pages."""

    host: str
    origin: str


def takes_passkeys(factors: Factors) -> bool:
    """Tell whether a reader has passkeys, and browsers use them here."""
    return factors.passkeys > 0 and find_party() is not None


def find_party() -> Party | None:
    """Return whom passkeys of this page would be for; None where browsers make none.

    They want https and a name, but on localhost.
    """
    settings = site().settings
    host, origin = settings.host or "localhost", request.host_url.rstrip("/")
    is_safe = host == "localhost" or (settings.is_https and not _is_number(host))
    if not is_safe or urlsplit(origin).hostname != host:
        return None
    return Party(host, _origin(settings.site_url) if settings.is_https else origin)


def _origin(site_url: str) -> str:
    """Return the origin of a site's address as browsers write it, without the port of https."""
    parts = urlsplit(site_url)
    return f"https://{parts.hostname}" + (f":{parts.port}" if parts.port not in {None, 443} else "")


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def get_party() -> Party:
    return find_party() or abort(404)


def ask_for_new() -> str:
    """Begin to add a passkey of the reader's; return as JSON what the browser has to be given."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    reader, known = get_reader(), find_passkeys(get_reader().account_id)
    handle = known[0].user_handle if known else secrets.token_bytes(HANDLE_BYTES)
    options = generate_registration_options(
        rp_id=get_party().host,
        rp_name=site_title(),
        user_id=handle,
        user_name=reader.username,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(one.credential_id) for one in known],
    )
    begun = f"{bytes_to_base64url(options.challenge)}.{bytes_to_base64url(handle)}"
    ceremonies.begin(ceremonies.ADD_PASSKEY, begun, reader.account_id)
    return options_to_json(options)


def find_new(credential: str) -> tuple[NewPasskey, bytes] | None:
    """Return the passkey that the browser made, and its user's handle; None where it doesn't hold.

    What was begun is over with it.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers import base64url_to_bytes

    begun, party = ceremonies.take(ceremonies.ADD_PASSKEY), get_party()
    if begun is None or begun.user_id != get_reader().account_id:
        return None
    challenge, handle = map(base64url_to_bytes, begun.secret.split("."))
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except refusals() as error:
        current_app.logger.info("passkey not added: %s", type(error).__name__)
        return None
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count), handle


def ask_for_use() -> str:
    """Begin to use a passkey; return as JSON what the browser has to be given."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers import bytes_to_base64url
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(
        rp_id=get_party().host, user_verification=UserVerificationRequirement.REQUIRED
    )
    ceremonies.begin(ceremonies.USE_PASSKEY, bytes_to_base64url(options.challenge))
    return options_to_json(options)


def find_owner(credential: str) -> int | None:
    """Return whose passkey the browser used just now; None where what it says doesn't hold.

    What was begun is over with it, so that nothing can be said twice.
    """
    from webauthn.helpers import parse_authentication_credential_json

    begun, party = ceremonies.take(ceremonies.USE_PASSKEY), get_party()
    if begun is None:
        return None
    try:
        given = parse_authentication_credential_json(credential)
        passkey = find_passkey(given.raw_id)
        if passkey is None or given.response.user_handle != passkey.user_handle:
            return None
        sign_count = _verify(credential, begun.secret, party, passkey)
    except refusals() as error:
        current_app.logger.info("passkey refused: %s", type(error).__name__)
        return None
    return passkey.user_id if record_use(passkey, sign_count, now()) else None


def _verify(credential: str, challenge: str, party: Party, passkey: KnownPasskey) -> int:
    """Check what was signed, and return how often the device says that it has signed."""
    from webauthn import verify_authentication_response
    from webauthn.helpers import base64url_to_bytes

    return verify_authentication_response(
        credential=credential,
        expected_challenge=base64url_to_bytes(challenge),
        expected_rp_id=party.host,
        expected_origin=party.origin,
        credential_public_key=passkey.public_key,
        credential_current_sign_count=passkey.sign_count,
        require_user_verification=True,
    ).new_sign_count


def refusals() -> tuple[type[Exception], ...]:
    """Return what the library raises for what no browser sends, or nobody's key has signed.

    It looks at the types of little that it reads, so that odd ones end in Python's own errors.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from webauthn.helpers.exceptions import WebAuthnException

    odd = ValueError, TypeError, LookupError, AttributeError, RecursionError
    return WebAuthnException, UnsupportedAlgorithm, *odd
