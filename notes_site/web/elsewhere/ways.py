"""Which ways in from elsewhere there are, and whom a proxy in front says is asking."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, request, session
from flask_login import current_user

from notes_site.config import Settings
from notes_site.store.elsewhere.identities import Outsider, find_subject
from notes_site.web.context import site
from notes_site.web.door.signing_in import forget_who_asks
from notes_site.web.proxies import is_from_named_proxy
from notes_site.web.public import FILES
from notes_site.words import _

PROXY = "proxy"
"""The issuer whose subjects are the users of the proxy in front; no provider has this address."""
USER = re.compile(r"[!-+\--~]{1,255}", re.ASCII)
"""Visible ASCII without a comma: two headers of one name would be joined by one."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What a visitor may choose; "" where there is no such way."""

    provider: str
    proxy_user: str


NO_WAYS = Ways("", "")


def init_app(app: Flask) -> None:
    app.before_request(insist_on_proxy_user)


def find_ways() -> Ways:
    settings = site().settings
    return Ways(provider_name(settings), find_proxy_user())


def provider_name(settings: Settings) -> str:
    """Return what readers call the provider; "" where there is none."""
    return settings.oidc_name or urlsplit(settings.oidc_issuer).hostname or ""


def issuer_name(issuer: str) -> str:
    """Return what readers call an issuer."""
    if issuer == PROXY:
        return _("the sign-in in front of this site")
    settings = site().settings
    return provider_name(settings) if issuer == settings.oidc_issuer else issuer


def find_proxy_user() -> str:
    """Return whom the proxy says is asking, if it is a proxy that the host named; else ""."""
    settings = site().settings
    if not settings.proxy_user_header or not is_from_named_proxy(request.environ, settings):
        return ""
    said = request.headers.get(settings.proxy_user_header, "")
    return said if USER.fullmatch(said) else ""


def proxy_outsider() -> Outsider | None:
    said = find_proxy_user()
    return Outsider(PROXY, said) if said else None


def insist_on_proxy_user() -> None:
    """Take nobody for a reader whom the proxy calls by another name, or by none any more."""
    if not site().settings.proxy_user_header or request.endpoint in FILES:
        return
    if not current_user.is_authenticated:
        return
    subject = find_subject(current_user.reader.account_id, PROXY)
    if subject is not None and subject != find_proxy_user():
        session.clear()
        forget_who_asks()
