"""What a browser is sent elsewhere for, remembered until it comes back: soon, and once."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from flask import current_app, flash, redirect, url_for
from werkzeug import Response

from notes_site.store.elsewhere.identities import Outsider
from notes_site.web.context import now, site
from notes_site.web.door.journal import note
from notes_site.web.door.links import own_path
from notes_site.web.elsewhere.provider import Provider, RefusedError, Sent, draw_sent
from notes_site.web.people import ceremonies
from notes_site.words import _

ERRAND, NEWCOMER = "elsewhere", "newcomer"
SIGN_IN, LINK, PASSWORD = "sign-in", "link", "password"
LONGEST_CARRIED = 500
"""Characters of an address that are carried along."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Why a browser was sent, and where it goes on."""

    why: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who proved who they are elsewhere, and has no account here yet.

    `invite` is the token of the invitation that they came with, or "".
    """

    issuer: str
    subject: str
    next: str
    invite: str

    @property
    def outsider(self) -> Outsider:
        return Outsider(self.issuer, self.subject)


def carried(text: str | None) -> str:
    return text if text and len(text) <= LONGEST_CARRIED else ""


def send(errand: Errand, user_id: int | None = None) -> str:
    """Return the provider's address for this browser, which may come back with an answer.

    Raises RefusedError where the provider can't be asked.
    """
    sent = draw_sent()
    address = Provider(site().settings).address(sent, is_fresh=errand.why == PASSWORD)
    begun = json.dumps({"errand": asdict(errand), "sent": asdict(sent)})
    ceremonies.begin(ERRAND, begun, user_id)
    return address


def come_back(back: Mapping[str, str]) -> tuple[Errand, Outsider, int | None] | None:
    """Return what the browser was sent for, who came back, and which reader had sent it.

    What was begun is over with it, whatever comes of it; None where what came back doesn't hold.
    """
    begun = ceremonies.take(ERRAND)
    if begun is None:
        return None
    kept = json.loads(begun.secret)
    errand, sent = Errand(**kept["errand"]), Sent(**kept["sent"])
    provider = Provider(site().settings)
    try:
        is_fresh = errand.why == PASSWORD
        outsider = provider.find_outsider(sent, back, now(), is_fresh=is_fresh)
    except RefusedError as refusal:
        current_app.logger.warning("sign-in from elsewhere refused: %s", refusal)
        note("sign-in from elsewhere refused")
        return None
    return errand, outsider, begun.user_id


def welcome(newcomer: Newcomer) -> Response:
    """Let somebody choose a name who has no account here yet."""
    ceremonies.begin(NEWCOMER, json.dumps(asdict(newcomer)))
    return redirect(url_for("elsewhere.newcomer"), 303)


def find_newcomer() -> Newcomer | None:
    begun = ceremonies.find(NEWCOMER)
    return Newcomer(**json.loads(begun.secret)) if begun else None


def say(words: str, page: str = "") -> Response:
    """Say why nothing came of it, in words that `N_` marked, on the page to sign in."""
    flash(_(words))
    return redirect(url_for("account.login", next=own_path(page)), 303)
