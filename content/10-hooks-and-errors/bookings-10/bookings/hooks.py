"""What happens around every request: an id, one line in the log, headers."""

import secrets
from logging.config import dictConfig
from time import perf_counter
from urllib.parse import quote

from flask import current_app, g, has_request_context, request

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def configure_logging(level):
    """Log to standard error, each line with the id of its request; before Flask sets up its own."""
    handler = {
        "class": "logging.StreamHandler",
        "formatter": "line",
        "filters": ["request_id"],
    }
    dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request_id": {"()": lambda: add_request_id}},
            "formatters": {"line": {"format": "%(levelname)s %(request_id)s %(message)s"}},
            "handlers": {"stderr": handler},
            "loggers": {"bookings": {"level": level, "handlers": ["stderr"]}},
        }
    )


def add_request_id(record):
    record.request_id = g.get("request_id", "-") if has_request_context() else "-"
    return True


def init_app(app):
    app.before_request(begin)
    app.after_request(finish)


def begin():
    g.request_id = secrets.token_hex(8)
    g.began = perf_counter()


def finish(response):
    milliseconds = (perf_counter() - g.began) * 1000
    path = quote(request.path)  # a line break in it would begin a line of the client's own
    current_app.logger.info(
        "%s %s %s %.0f ms", request.method, path, response.status_code, milliseconds
    )
    response.headers["X-Request-ID"] = g.request_id
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response
