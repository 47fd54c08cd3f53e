"""gunicorn for more than one core: `python3 run.py gunicorn`, behind nginx.

The site is made once and copied into the workers, which so share its memory and come up at once.
So HUP only replaces them. USR2 (`systemctl reload`) starts a gunicorn with today's code and content
beside this one, which ends when that one is ready; where that one can't start, this one stays.
"""

import os
import signal
from pathlib import Path

from gunicorn.systemd import sd_notify

HERE = Path(__file__).resolve().parent.parent
IS_VERSION = HERE.parent.name == "versions" and (HERE.parent / "current").is_symlink()
LINK = (HERE.parent if IS_VERSION else HERE / "versions") / "current"

wsgi_app = "notes_site.wsgi:make()"
preload_app = True  # safe: a site that was made has no database open, and no thread
bind = "127.0.0.1:5000"
worker_class = "gthread"
workers = 2
threads = 4
max_requests = 20_000
max_requests_jitter = 2_000
forwarder_headers = ""  # nobody may set SCRIPT_NAME or PATH_INFO by a header
control_socket_disable = True  # it would be written into the home folder


def find_current():
    """Return the version that `notes-site upgrade` put in place, which may be this one."""
    return LINK.resolve() if LINK.is_symlink() else HERE


def pre_exec(server):
    """By USR2 start what is in place now: its Python, its packages, its copy of this file."""
    current, own = find_current(), (f"{HERE}/.venv/", f"{HERE}/deploy/")
    if current != HERE:
        start, args = server.START_CTX, server.START_CTX["args"]
        moved = [
            f"{current}/{one[len(str(HERE)) + 1 :]}" if one.startswith(own) else one for one in args
        ]
        start["args"], start[0], start["cwd"] = moved, moved[0], current


def when_ready(server):
    """Let the gunicorn end that started this one by USR2, and tell systemd whom to watch now."""
    if server.master_pid:
        if find_current() != HERE:
            raise SystemExit("An upgrade to this version was given up while it started.")
        sd_notify(f"MAINPID={server.pid}", server.log)
        os.kill(server.master_pid, signal.SIGTERM)


def child_exit(_server, worker):
    """Tell the figures for Prometheus, where they are on, that a worker ended."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
