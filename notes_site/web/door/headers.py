"""The headers of every answer: what a browser may do with a page, and how long it may keep it."""

from collections.abc import Mapping

from flask import Flask, Response, request, session, url_for
from flask_login import current_user

from notes_site.web.door import compressing, kept_pages

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types worker kept-pages"
    ),
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=63072000; includeSubDomains"
HSTS_OF_A_PART = "max-age=63072000"
"""Below a path: the names below the host's own are somebody else's."""


def headers_of(*, is_https: bool, prefix: str) -> dict[str, str]:
    """Return what every answer of a site says to browsers."""
    hsts = HSTS_OF_A_PART if prefix else HSTS
    return SECURITY_HEADERS | ({"Strict-Transport-Security": hsts} if is_https else {})


def init_app(app: Flask, headers: Mapping[str, str]) -> None:
    by_name = {name.lower(): (name, value) for name, value in headers.items()}

    @app.after_request
    def add_headers(response: Response) -> Response:
        own = {name.lower() for name, _ in response.headers}
        response.headers.extend([pair for name, pair in by_name.items() if name not in own])
        if request.endpoint == "static" and response.status_code == 200:
            kept_pages.offer(request, kept_pages.PLAIN)
        return response if "Cache-Control" in response.headers else _cacheable(response)


def _cacheable(response: Response) -> Response:
    """A visitor's page may be kept and asked about again; a reader's is never stored."""
    is_everybodys = (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not current_user.is_authenticated
        and not session
    )
    if is_everybodys:
        response.cache_control.no_cache = True
        if response.mimetype == "text/html":
            response.headers["Speculation-Rules"] = f'"{url_for("prefetch.rules")}"'
        response.add_etag(weak=True)  # one for the page, plain or compressed
        is_signed = compressing.is_signed(request.environ)  # by a session that is over
        if is_signed or not kept_pages.offer(request):  # else it is asked about again there
            response.make_conditional(request)
        return response
    response.headers["Cache-Control"] = "no-store"
    return response
