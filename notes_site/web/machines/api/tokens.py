"""Signing programs in and out, by the same door as browsers: its throttle, its second step."""

import re
from typing import Any

from flask import Response, request
from flask.views import MethodView
from marshmallow import Schema, fields
from marshmallow.validate import Length

from notes_site.store.people.passwords import LONGEST
from notes_site.store.people.programs.signing_in import (
    LONGEST_NAME,
    READ,
    SCOPES,
    Ticket,
    add_program,
    find_program,
    renew_program,
)
from notes_site.store.people.second import find_factors
from notes_site.store.people.users import PROGRAM, Credentials, end_sign_in
from notes_site.web.context import now
from notes_site.web.door.codes import is_code
from notes_site.web.door.confirming import find_proven
from notes_site.web.door.journal import note
from notes_site.web.door.signing_in import this_browser
from notes_site.web.machines.api.access import challenge, needs, reader
from notes_site.web.machines.api.blueprints import new_blueprint
from notes_site.web.machines.api.problems import Mistake, problem
from notes_site.web.machines.api.signed import (
    LONGEST_ACCESS,
    LONGEST_TOKEN,
    REFRESH,
    read_token,
    sign_access,
    sign_refresh,
)
from notes_site.web.people.arriving import LONGEST_CODE

UNNAMED = "A program"
LONGEST_USERNAME = 200
NO_MATCH = "Username and password don't match."
NO_CODE = "Send a code from your app, or a recovery code, beside the password."
WRONG_CODE = "This code isn't right, or was used before. Wait for the next one."
ONLY_PASSKEYS = "The password is turned off for this account. Use a personal token of yours."
CHANGED = "The password was changed just now. Sign in with the new one."
OVER = "This refresh token opens nothing any more. Sign in again."

blueprint = new_blueprint("tokens", "Signing in and out.")


class SignInSchema(Schema):
    """Who signs in, by what, and what the program is called on the account's page."""

    username = fields.String(required=True, validate=Length(max=LONGEST_USERNAME))
    password = fields.String(required=True, validate=Length(max=LONGEST))
    code = fields.String(load_default="", validate=Length(max=LONGEST_CODE))
    name = fields.String(load_default="", validate=Length(max=LONGEST_NAME))


class RefreshSchema(Schema):
    """What gets new tokens, once."""

    refresh_token = fields.String(required=True, validate=Length(max=LONGEST_TOKEN))


class TokensSchema(Schema):
    """What a program has of signing in, in the words of OAuth 2.0 (RFC 6749, 5.1)."""

    access_token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_in = fields.Integer(required=True, metadata={"description": "Seconds."})
    refresh_token = fields.String(required=True)
    scope = fields.String(required=True)


def _give(ticket: Ticket) -> dict[str, Any]:
    return {
        "access_token": sign_access(ticket),
        "token_type": "Bearer",  # nosec B105 - the kind (RFC 6750), and no secret
        "expires_in": int(LONGEST_ACCESS.total_seconds()),
        "refresh_token": sign_refresh(ticket),
        "scope": " ".join(SCOPES),
    }


@blueprint.route("/sign-in")
class SignInResource(MethodView):
    """Where a program gets its first tokens."""

    @blueprint.arguments(SignInSchema)
    @blueprint.response(200, TokensSchema)
    @blueprint.alt_response(401, description="Wrong, or a code is needed, too")
    @blueprint.alt_response(403, description="The password is turned off")
    @blueprint.alt_response(429, description="Too many guesses")
    def post(self, sent: dict[str, str]) -> Response | dict[str, Any]:
        """Sign a program in by name and password, and a code where the account asks for one.

        It is listed beside the browsers on the account's page, and ended there, or by a new
        password.
        """
        who = find_proven(sent["username"], sent["password"])
        if who is None:
            return challenge(NO_MATCH)
        refused = _find_second_refusal(who, sent["code"])
        if refused is not None:
            return refused
        name = sent["name"].strip() or _name_program()
        ticket = add_program(who.user_id, now(), name, who.password_hash)
        if ticket is None:
            return challenge(CHANGED)
        note("program signed in", who.user_id)
        return _give(ticket)


def _find_second_refusal(who: Credentials, code: str) -> Response | None:
    """Return what is answered where the right password is not enough; None where it is."""
    factors = find_factors(who.user_id)
    if factors.is_passkey_only:
        return problem(403, detail=ONLY_PASSKEYS)
    if not factors.has_app or (code and is_code(who.user_id, code)):
        return None
    words = WRONG_CODE if code else NO_CODE
    return challenge(words, [Mistake(pointer="#/code", detail=words)])


def _name_program() -> str:
    """Name a program by what it says of itself, such as "curl/8.5.0"."""
    said = re.match(rf"[!-~]{{1,{LONGEST_NAME}}}", request.user_agent.string)
    return this_browser() or (said[0] if said else UNNAMED)


@blueprint.route("/refresh")
class RefreshResource(MethodView):
    """Where a program gets its next tokens."""

    @blueprint.arguments(RefreshSchema)
    @blueprint.response(200, TokensSchema)
    @blueprint.alt_response(401, description="It opens nothing any more")
    def post(self, sent: dict[str, str]) -> Response | dict[str, Any]:
        """Exchange a refresh token for new tokens; it is good for this once.

        Whoever sends one a second time signs the program out: one of the two may be a thief.
        """
        held = read_token(sent["refresh_token"], REFRESH)
        found = find_program(held.handle, PROGRAM, now()) if held else None
        if held is None or found is None:
            return challenge(OVER)
        renewed = renew_program(found.reader.account_id, held, now())
        if renewed is None:
            note("program signed out, an old token was used", found.reader.account_id)
            return challenge(OVER)
        return _give(renewed)


@blueprint.route("/sign-out")
class SignOutResource(MethodView):
    """Where a program gives its tokens back."""

    @needs(READ)
    @blueprint.response(204)
    def post(self) -> None:
        """End what the token belongs to: this program's sign-in, or the personal token."""
        end_sign_in(reader().sign_in_id)
