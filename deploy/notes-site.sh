#!/bin/sh
# Any command of the site as its user and with its settings, for /usr/local/bin/notes-site:
#   notes-site doctor
set -eu
cd /srv/notes-site
exec runuser -u notes -- sh -ac '. /etc/notes-site.env; exec /usr/bin/python3 run.py "$@"' sh "$@"
