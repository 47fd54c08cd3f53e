"""The log: one line an event, in words or as JSON, whatever stands in it."""

import json
import logging
import time

from notes_site.web.seeing.request_ids import this_request

FORMS = ("line", "json")
SECOND = "%Y-%m-%dT%H:%M:%SZ"
BREAKING = (*range(32), *range(127, 160), 0x2028, 0x2029)
"""What begins a new line or moves a terminal: C0, DEL, C1, and Unicode's own ends of lines."""
ESCAPES = {code: chr(code).encode("unicode_escape").decode() for code in BREAKING}
SERVERS = ("gunicorn.error",)
"""Loggers with handlers of their own, which a server has made before the site."""


class UtcFormatter(logging.Formatter):
    """One line an event, with the second in UTC (RFC 3339), and the request that it belongs to."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", SECOND)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record).translate(ESCAPES)
        request_id = _id_of(record)
        return f"{line} [{request_id}]" if request_id else line


class OneLine(logging.Formatter):
    """Says in one line what a server's own formatter says."""

    def __init__(self, own: logging.Formatter | None) -> None:
        super().__init__()
        self._own = own or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        return self._own.format(record).translate(ESCAPES)


class JsonFormatter(UtcFormatter):
    """One JSON object an event, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": _id_of(record),
            "fault": self.formatException(record.exc_info) if record.exc_info else "",
        }
        said |= getattr(record, "facts", {})
        return json.dumps({name: value for name, value in said.items() if value != ""})


def start_log(form: str) -> None:
    """Write what the site says to standard error, in one of the FORMS."""
    formatter = JsonFormatter() if form == "json" else UtcFormatter()
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for server in SERVERS:
        for own in logging.getLogger(server).handlers:
            own.setFormatter(formatter if form == "json" else OneLine(own.formatter))
    logging.getLogger("alembic").setLevel(logging.WARNING)  # one line of ours says what it did


def _id_of(record: logging.LogRecord) -> str:
    return getattr(record, "request_id", "") or this_request()
