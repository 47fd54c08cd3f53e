"""`notes-site serve`: the site under waitress; one process, which waits for slow clients itself."""

import copy
import os
import signal
import socket
import time
from typing import Any

import click
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server

from notes_site import SAVES, create_app
from notes_site.config import ConfigError, find_log_form
from notes_site.web.context import sites_of
from notes_site.web.door.guard import MOST_UPLOAD_BYTES, UPLOAD
from notes_site.web.seeing.log import start_log

THREADS = 8
MOST_CONNECTIONS = 1_000
MOST_BODY_BYTES = 1_000_000
SERVES_COPY = 3
"""The exit code of --check where the content has a mistake, and its last good copy is served."""
SERVES_READING = 4
"""The exit code of --check where nothing could be saved: the disk or the database is at fault."""
PATIENCE_SECONDS = 20.0
"""How long a request under way may take after the order to stop."""


class StrictParser(HTTPRequestParser):
    """Refuses a request that says its length in two ways (RFC 9112, 6.1).

    One address takes more than the others.
    """

    adj: Any

    def parse_header(self, header_plus: bytes) -> None:
        names = [line.partition(b":")[0].strip().lower() for line in header_plus.split(b"\r\n")]
        if b"transfer-encoding" in names and b"content-length" in names:
            raise ParsingError("Content-Length and Transfer-Encoding in one request")
        super().parse_header(header_plus)
        if self.path.endswith(UPLOAD):
            self.adj = copy.copy(self.adj)
            self.adj.max_request_body_size = MOST_UPLOAD_BYTES + 1  # this many are too many


class StrictChannel(HTTPChannel):
    parser_class = StrictParser


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--check", "is_check", is_flag=True, help="Try a start, say what is wrong, and stop.")
@click.option("--debug", "is_debug", is_flag=True, help="For authors: show edits and mistakes.")
def serve(host: str, port: int, *, is_check: bool, is_debug: bool) -> None:
    """Serve the site until it is told to stop.

    With --debug an edit of the content shows as soon as it is saved, and each mistake on the page
    where it is; for the author's own machine.

    Changed content is read at the next start. For more than one core see deploy/gunicorn.conf.py,
    whose USR2 (with systemd: reload) reads it without a request that fails.
    """
    start_log(find_log_form(os.environ))
    if is_check:
        app = create_app()  # the log says what is wrong
        if not app.extensions[SAVES]:
            raise SystemExit(SERVES_READING)
        if any(one.shelf.problems for one in sites_of(app).values()):
            raise SystemExit(SERVES_COPY)
        click.echo("The site can start.")
        return
    listener = listen(host, port)
    server = create_server(
        create_app(debug=is_debug or None),
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        max_request_body_size=MOST_BODY_BYTES,
        channel_timeout=60,
        ident=None,
        clear_untrusted_proxy_headers=False,  # ProxyFix is the one judge of them
    )
    server.channel_class = StrictChannel
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Serving on http://{shown}:{listener.getsockname()[1]} (stop with Ctrl+C)")
    run_until_stopped(server)


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"Can't listen on {host} port {port} ({reason}); choose another with --port."
        ) from None


def run_until_stopped(server: BaseWSGIServer) -> None:
    """Run until SIGTERM or Ctrl+C, then finish the requests under way."""
    is_stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal is_stopping
        is_stopping = True
        server.pull_trigger()  # wakes the loop

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    while not is_stopping:
        _turn_loop(server, timeout=1)
    wasyncore.dispatcher.close(server)  # no new connections
    deadline = time.monotonic() + PATIENCE_SECONDS
    _turn_loop(server, timeout=0)  # take in what had already arrived
    while _is_busy(server) and time.monotonic() < deadline:
        _turn_loop(server, timeout=0.1)
    server.task_dispatcher.shutdown()


def _turn_loop(server: BaseWSGIServer, timeout: float) -> None:
    wasyncore.loop(timeout=timeout, use_poll=True, map=server._map, count=1)


def _is_busy(server: BaseWSGIServer) -> bool:
    channels = list(server.active_channels.values())
    return any(channel.requests or channel.total_outbufs_len for channel in channels)
