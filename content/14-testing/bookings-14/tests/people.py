"""Who the tests are about."""

import re

from flask.testing import FlaskClient
from werkzeug.security import generate_password_hash

PASSWORD = "four unrelated words"
HASH = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")  # quick, for tests only
ROLES = {"ada": "member", "grace": "member", "root": "admin"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser(FlaskClient):
    """Somebody's browser, with cookies of its own."""

    def token(self, page):
        """Return the token against forged forms that a page has."""
        return TOKEN.search(self.get(page).text)[1]

    def submit(self, page, path, **fields):
        """Send a form as people do: open the page it stands on, then press its button."""
        return self.post(path, data={"csrf_token": self.token(page), **fields})

    def sign_in(self, username, path="/login"):
        return self.submit(path, path, username=username, password=PASSWORD)

    def book(self, slot_id, name):
        """Book a slot, from a page that was opened before others could have booked it."""
        return self.submit("/", f"/slots/{slot_id}/book", name=name)
