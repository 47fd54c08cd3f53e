"""Guesses are counted by where they come from: one person's network, however it is written."""

import pytest
from flask import Flask

from tests.conftest import Person

TRIES = 21
"""One more than an address may guess at different names."""


def guess_from(app: Flask, address: str, number: int) -> int:
    person = Person(app.test_client())
    person.client.environ_base["REMOTE_ADDR"] = address
    return person.submit("/login", username=f"nobody{number}", password="not it").status_code


@pytest.mark.parametrize(
    ("guesser", "same", "other"),
    [
        ("203.0.113.7", "::ffff:203.0.113.7", "203.0.113.8"),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", "2001:db8:0:2::1"),
        ("unix:", "", "203.0.113.7"),
    ],
)
def test_guesser_is_slowed_down_in_the_whole_network_and_nobody_beside_it(
    app: Flask, guesser: str, same: str, other: str
) -> None:
    codes = [guess_from(app, guesser, number) for number in range(TRIES)]
    assert codes == [422] * (TRIES - 1) + [429]
    assert guess_from(app, same, TRIES) == 429
    assert guess_from(app, other, TRIES) == 422
