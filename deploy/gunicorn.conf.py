"""gunicorn for more than one core: `gunicorn -c deploy/gunicorn.conf.py`, behind nginx."""

wsgi_app = "notes_site:create_app()"
bind = "127.0.0.1:5000"
worker_class = "gthread"
workers = 2
threads = 4
max_requests = 20_000
max_requests_jitter = 2_000
forwarder_headers = ""  # nobody may set SCRIPT_NAME or PATH_INFO by a header
