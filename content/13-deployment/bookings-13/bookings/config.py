"""Defaults. Each can be set in the environment, too: BOOKINGS_SECRET_KEY, BOOKINGS_…"""

SECRET_KEY = None
SHORTEST_KEY = 16

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = None
"""Whether the cookie needs HTTPS; unset, it does wherever debug mode is off."""
MAX_CONTENT_LENGTH = 64 * 1024
SQLALCHEMY_DATABASE_URI = "sqlite:///bookings.sqlite"  # in the instance folder
PROXIES = 0
"""How many proxies of ours stand before the site; more would believe what clients send."""
RATELIMIT_STORAGE_URI = "memory://"
"""Counts in each process by itself; several processes need one place, such as redis://host."""


def check(app):
    """Fill in what development may leave out; refuse to start where it is missing otherwise."""
    config = app.config
    if config["SESSION_COOKIE_SECURE"] is None:
        config["SESSION_COOKIE_SECURE"] = not app.debug
    if config["SECRET_KEY"] is None and app.debug:
        config["SECRET_KEY"] = "only for development"
    if len(str(config["SECRET_KEY"] or "")) < SHORTEST_KEY:
        raise RuntimeError(
            f"Set BOOKINGS_SECRET_KEY to {SHORTEST_KEY} random characters or more; "
            "python -c 'import secrets; print(secrets.token_hex())' makes some."
        )
    config["SECRET_KEY"] = str(config["SECRET_KEY"])  # the environment's digits come as a number
