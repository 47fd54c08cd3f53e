"""Which pages of other sites may ask the API, by a browser: those that the host has named."""

from flask import Flask, Response, request
from flask_cors import CORS

from notes_site.config import Settings
from notes_site.web.door.guard import API

SENT = ["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match"]
READ = ["ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After"]
READ += ["WWW-Authenticate"]
"""Headers that such a page may send, and may read."""
KEPT_SECONDS = 600
"""How long a browser remembers what it may ask."""


def init_app(app: Flask, settings: Settings) -> None:
    """Answer browsers that ask for a page of another site (Fetch, 3.2); never with credentials.

    Where the host has named none, nothing is said, and browsers refuse.
    """
    if not settings.api_origins:
        return
    CORS(
        app,
        resources={f"{API}.*": {"origins": list(settings.api_origins)}},
        supports_credentials=False,
        always_send=False,  # to whom sends no origin it would name all that there are
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=SENT,
        expose_headers=READ,
        max_age=KEPT_SECONDS,
    )

    @app.after_request
    def vary(response: Response) -> Response:
        """Say so to caches, too, where a page of elsewhere was refused, or none asked."""
        if request.path.startswith(API):
            response.vary.add("Origin")
        return response
