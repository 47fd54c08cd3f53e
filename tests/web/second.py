"""An authenticator app as a reader has one, and the ways to switch its codes on."""

from dataclasses import dataclass

from pyotp import TOTP

from tests.conftest import PASSWORD, Clock, Person
from tests.pages import texts

SECOND = "/account/second"


@dataclass
class Authenticator:
    """An app that has a reader's secret, and the site's clock to make codes by."""

    secret: str
    clock: Clock

    def code(self, steps: int = 0) -> str:
        """Return the code of now, or of so many time steps later or earlier."""
        return TOTP(self.secret).at(self.clock.moment, counter_offset=steps)


def begin_set_up(person: Person, clock: Clock) -> Authenticator:
    """Go as far as the page with the key."""
    fields = {"on-password": PASSWORD}
    assert person.submit(SECOND, f"{SECOND}/on", **fields).location == f"{SECOND}/setup"
    (key,) = texts(person.page(f"{SECOND}/setup"), ".narrow code")
    return Authenticator(key.replace(" ", ""), clock)


def switch_codes_on(person: Person, clock: Clock) -> tuple[Authenticator, list[str]]:
    """Let a reader switch codes on; return the app and the recovery codes that are shown."""
    app = begin_set_up(person, clock)
    response = person.submit(f"{SECOND}/setup", code=app.code())
    assert response.status_code == 200, response.text
    return app, texts(response.text, ".narrow li code")
