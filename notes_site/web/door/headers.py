"""The headers of every answer: what a browser may do with a page, and how long it may keep it."""

from posixpath import normpath

from flask import Flask, Response, current_app, request, session
from flask_login import current_user

from notes_site.web.assets import SHARE_PICTURE, is_current
from notes_site.web.door import kept_pages

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SPECULATION_RULES = ("Speculation-Rules", '"/speculation-rules.json"')
"""Where machines.prefetch answers with the links that a browser may fetch early."""
HSTS = "max-age=63072000; includeSubDomains"
ONE_YEAR = 365 * 24 * 3600


def init_app(app: Flask, *, is_https: bool) -> None:
    headers = SECURITY_HEADERS | ({"Strict-Transport-Security": HSTS} if is_https else {})

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(headers)
        return _cacheable(response) if request.endpoint != "static" else _static(response)


def _cacheable(response: Response) -> Response:
    """A visitor's page may be kept and asked about again; a reader's is never stored."""
    is_everybodys = (
        request.method in {"GET", "HEAD"}
        and response.status_code == 200
        and not current_user.is_authenticated
        and not session
        and "Cache-Control" not in response.headers
    )
    if is_everybodys:
        response.cache_control.no_cache = True
        if response.mimetype == "text/html":
            response.headers.add(*SPECULATION_RULES)
        response.add_etag(weak=True)  # one for the page, plain or compressed
        if not kept_pages.offer(request):  # else it is asked about again there
            response.make_conditional(request)
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _static(response: Response) -> Response:
    """A file asked for by its hash never changes."""
    filename = str((request.view_args or {}).get("filename", ""))
    version = request.args.get("v", "")
    is_found = response.status_code in {200, 304}
    if is_found and is_current(current_app, filename, version):
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.max_age = ONE_YEAR
        if normpath(filename) == filename:  # it has other names, such as ./site.css, without end
            kept_pages.offer(request, {f"v={version}"})
    if filename == SHARE_PICTURE:  # other sites show it beside a link to this one
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
