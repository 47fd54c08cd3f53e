"""A real nginx with the shipped configuration, on a port of its own and without TLS."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.durability import free_port

SHIPPED = Path(__file__).parent.parent / "deploy/nginx.conf"
START_SECONDS = 60
MAIN = """
{user}daemon off; pid {folder}/pid; error_log {folder}/errors; worker_processes {workers};
events {{}}
http {{
    default_type "text/html; charset=utf-8";
    access_log {folder}/log combined buffer=32k flush=1s; sendfile on; tcp_nopush on;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {servers}
}}
"""


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
"""Where nginx is, or None; Debian puts it where ordinary users don't look."""


def shipped(port: int, site_port: int, folder: Path, changes: Mapping[str, str]) -> str:
    """Return the shipped servers for a port here and a site there; `changes` are made in it.

    TLS and the server that leads there are left out; the site is still told https.
    """
    text = SHIPPED.read_text(encoding="utf-8")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r" *(listen \[::\]:443|ssl_certificate).*\n", "", text)
    replaced = {
        "listen 443 ssl": f"listen 127.0.0.1:{port}",
        "127.0.0.1:5000": f"127.0.0.1:{site_port}",
        "/var/lib/nginx": str(folder),
        "/var/log/nginx": str(folder),
        "X-Forwarded-Proto $scheme": "X-Forwarded-Proto https",
        **changes,
    }
    for old, new in replaced.items():
        if old not in text:
            raise ValueError(f"{SHIPPED} has no {old!r}")
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(
    site_port: int, folder: Path, changes: Mapping[str, str] | None = None, more: str = ""
) -> Iterator[tuple[int, int]]:
    """Run nginx before a site; yield its port and its process. `more` stands beside the servers."""
    port = free_port()
    with serving(shipped(port, site_port, folder, changes or {}) + more, port, folder) as process:
        yield port, process


@contextmanager
def serving(servers: str, port: int, folder: Path) -> Iterator[int]:
    """Run nginx with these servers, one of which listens on the port; yield its process."""
    user = "user root; " if os.geteuid() == 0 else ""  # the folder is for this user alone
    file = folder / "nginx.conf"
    file.write_text(MAIN.format(user=user, folder=folder, workers=os.cpu_count(), servers=servers))
    command = [NGINX or "nginx", "-e", f"{folder}/errors", "-c", str(file)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(server, port, folder / "errors")
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(server: "subprocess.Popen[bytes]", port: int, errors: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError(f"nginx did not start: {errors.read_text()}")
