"""gunicorn for more than one core: `gunicorn -c deploy/gunicorn.conf.py`, behind nginx."""

import subprocess
import sys

wsgi_app = "notes_site:create_app()"
bind = "127.0.0.1:5000"
worker_class = "gthread"
workers = 2
threads = 4
max_requests = 20_000
max_requests_jitter = 2_000
forwarder_headers = ""  # nobody may set SCRIPT_NAME or PATH_INFO by a header
control_socket_disable = True  # it would be written into the home folder


def on_starting(_arbiter):
    """Try a start in a process of its own, which says in one line what is wrong."""
    command = [sys.executable, "-m", "notes_site", "serve", "--check"]
    tried = subprocess.run(command, check=False)  # noqa: S603 - a fixed command
    if tried.returncode not in {0, 3}:  # 3: with the last good copy of the content
        sys.exit(1)
