"""Who asks: the reader whose token came with the request (RFC 6750), in place of a browser's
session, which is not looked at here.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import Request, Response, request
from flask_login import current_user
from flask_smorest import Api, Blueprint

from notes_site.store.people.programs.personal import PREFIX
from notes_site.store.people.programs.signing_in import Program, find_program
from notes_site.store.people.users import PERSONAL, PROGRAM, Reader
from notes_site.web.context import course, get_reader, now
from notes_site.web.door.guard import API
from notes_site.web.door.signing_in import CurrentReader, enrols, login_manager
from notes_site.web.machines.api.problems import Mistake, problem
from notes_site.web.machines.api.signed import ACCESS, read_token

View = Callable[..., Any]
SCHEME = "token"
"""What the document calls this way of proving who it is."""
REALM = 'Bearer realm="api"'
OPENS_NOTHING = "This token opens nothing any more. Sign in again, or make a new token."
REFUSALS = {"401": "No token, or one that opens nothing any more", "403": "Not with this token"}


def describe(api: Api) -> None:
    """Say in the document how programs prove who they are."""
    scheme = {"type": "http", "scheme": "bearer", "description": "A token of signing in, or yours."}
    api.spec.components.security_scheme(SCHEME, scheme)


@login_manager.request_loader
def find_who_asks(asked: Request) -> CurrentReader | None:
    """Return whose token came with a request to the API, in one select; None for a visitor."""
    if not asked.path.startswith(API):
        return None
    token = _find_token(asked)
    found = _find_program(token) if token else None
    if token and found and enrols(found.reader):
        found = _find_program(token)
    return CurrentReader(found.reader, "", found.scopes) if found else None


def _find_token(asked: Request) -> str | None:
    """Return what was sent as a token; None where nothing was.

    Read by hand: `request.authorization` fails where a "Basic" has letters beyond ASCII.
    """
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _find_program(token: str) -> Program | None:
    if token.startswith(PREFIX):
        return find_program(token.removeprefix(PREFIX), PERSONAL, now(), course())
    said = read_token(token, ACCESS)
    return find_program(said.handle, PROGRAM, now(), course()) if said else None


def needs(scope: str) -> Callable[[View], View]:
    """Let only a token with this scope in, and say so in the document."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            refused = _find_refusal(scope)
            return view(*args, **kwargs) if refused is None else refused

        responses = {code: {"description": words} for code, words in REFUSALS.items()}
        described: View = Blueprint.doc(security=[{SCHEME: [scope]}], responses=responses)(checked)
        return described

    return decorate


def _find_refusal(scope: str) -> Response | None:
    """Return what is answered in place of the view; None where it may be asked."""
    if not current_user.is_authenticated:
        return challenge()
    if scope in current_user.scopes:
        return None
    refused = problem(403, detail=f"This token may not {scope}.")
    refused.headers["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope", scope="{scope}"'
    return refused


def challenge(detail: str = "", errors: Sequence[Mistake] = ()) -> Response:
    """Ask for a token, or for another where the one that came opens nothing."""
    has_token = _find_token(request) is not None
    words = detail or (OPENS_NOTHING if has_token else "")
    refused = problem(401, detail=words, errors=errors)
    refused.headers["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if has_token else REALM
    return refused


def reader() -> Reader:
    """Return whose token came, in a view that needs one."""
    return get_reader()
