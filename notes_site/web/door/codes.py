"""The codes that are asked for beside a password: from the reader's app, or a recovery code."""

import re

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

from notes_site.store.people.second import (
    find_secret,
    record_wrong_code,
    use_recovery_code,
    use_step,
)
from notes_site.web.context import now
from notes_site.web.door.journal import note
from notes_site.web.door.throttle import count_code, forgive

STEPS_ASIDE = 1
"""A code of the step before or after (30 seconds each) counts too: clocks differ, people type."""


def is_code(
    user_id: int, typed: str | None, *, takes_app: bool = True, is_inside: bool = False
) -> bool:
    """Tell whether this is a code of the reader's, and use it up; 429 after too many guesses.

    Guesses of those who are signed in are counted apart: whoever guesses at the door keeps no
    reader from changing the password inside.
    """
    code = re.sub(r"[\s-]", "", typed or "")
    is_short = re.fullmatch(r"[0-9]{1,10}", code) is not None
    guesses = count_code(user_id, is_short=is_short, is_inside=is_inside)
    if is_short:
        is_right = takes_app and _is_from_app(user_id, code)
    else:
        is_right = use_recovery_code(user_id, code, now())
    if is_right:
        forgive(guesses)
    else:
        note("wrong code", user_id)
        record_wrong_code(user_id, now())
    return is_right


def _is_from_app(user_id: int, code: str) -> bool:
    secret = find_secret(user_id)
    step = find_step(secret, code) if secret else None
    return step is not None and use_step(user_id, step)


def find_step(secret: str, code: str) -> int | None:
    """Return the time step that a code belongs to; None where it belongs to none of now."""
    try:
        return TOTP(secret).verify_and_get_timecode(code, for_time=now(), valid_window=STEPS_ASIDE)
    except OTPVerificationError:
        return None
