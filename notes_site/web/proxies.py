"""Whether a request comes from a proxy of the host's, by the address that its connection has."""

from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from notes_site.config import Settings

BEFORE_PROXIES = "werkzeug.proxy_fix.orig"
"""Where ProxyFix leaves what it replaced by what the proxies say."""


def is_from_proxy(environ: "WSGIEnvironment", settings: "Settings") -> bool:
    """Tell it; where no address is named, whoever connects is the proxy that stands in front."""
    if not settings.trusted_proxies:
        return False
    address = environ.get(BEFORE_PROXIES, environ).get("REMOTE_ADDR") or ""
    return not settings.proxy_addresses or _is_in(settings.proxy_addresses, address)


def is_from_named_proxy(environ: "WSGIEnvironment", settings: "Settings") -> bool:
    """Tell whether it comes from an address that the host has named."""
    return bool(settings.proxy_addresses) and is_from_proxy(environ, settings)


@lru_cache(maxsize=1_000)
def _is_in(networks: tuple[str, ...], address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(one) for one in networks)
