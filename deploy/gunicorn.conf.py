"""gunicorn for more than one core: `gunicorn -c deploy/gunicorn.conf.py`, behind nginx.

The site is made once and copied into the workers, which so share its memory and come up at once.
Therefore HUP only replaces the workers, by copies of the same site. USR2 (`systemctl reload` with
the unit beside this file) starts a gunicorn with today's code and content beside this one, which
ends when that one is ready; where that one can't start, this one stays.
"""

import os
import signal

from gunicorn.systemd import sd_notify

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


def when_ready(server):
    """Let the gunicorn end that started this one by USR2, and tell systemd whom to watch now."""
    if server.master_pid:
        sd_notify(f"MAINPID={server.pid}", server.log)
        os.kill(server.master_pid, signal.SIGTERM)


def child_exit(_server, worker):
    """Tell the figures for Prometheus, where they are on, that a worker ended."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)
