"""How long what is stored for a while holds, and deleting what is over: at starts and sign-ins.

Nobody has to come back for it; what can be begun by anybody is deleted where it is begun, too.

A clock that is far ahead for a while would sign everybody out, and take what they could look over.
So what lasts for days goes only where the site was used at least a day before, by the same clock.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from notes_site.store.database import FAILURES, Base, explain, writing
from notes_site.store.models import Attempt, Ceremony, Event, Invitation, ResetLink, SignIn, Use
from notes_site.store.people import ceremonies, throttle, uses
from notes_site.store.people.events import KEPT

logger = logging.getLogger(__name__)

LONGEST_SIGN_IN = timedelta(days=30)
LONGEST_IDLE = timedelta(days=14)
CLOCK_HOLDS_FOR = timedelta(days=1)
LONGEST_UNUSED = timedelta(days=45)
"""A site that nobody used for longer waits for the second day on which somebody does."""


def is_over(now: datetime) -> ColumnElement[bool]:
    """Find the sign-ins that lasted long enough, or were not used for too long.

    A personal token lasts as long as its reader said, used or not.
    """
    is_long, is_idle = (
        SignIn.created_at <= now - LONGEST_SIGN_IN,
        SignIn.last_seen_at <= now - LONGEST_IDLE,
    )
    return case((SignIn.expires_at.is_(None), is_long | is_idle), else_=SignIn.expires_at <= now)


OVER: Mapping[type[Base], Callable[[datetime], ColumnElement[bool]]] = {
    SignIn: is_over,
    Event: lambda now: Event.happened_at <= now - KEPT,
    ResetLink: lambda now: ResetLink.expires_at <= now,
    Ceremony: lambda now: Ceremony.started_at <= now - ceremonies.LONGEST,
    Use: lambda now: Use.started_at <= now - uses.WINDOW,
    Attempt: lambda now: Attempt.started_at <= now - throttle.WINDOW,
    Invitation: lambda now: (Invitation.expires_at <= now) | (Invitation.uses_left <= 0),
}
"""What finds the rows that are over, table by table."""
LASTING = {SignIn, Event, Invitation}
"""Those whose loss somebody would notice; the others last for an hour at most."""


def sweep(session: Session, now: datetime) -> None:
    """Delete what is over, whoever's it is; what lasts, only by a clock that has held."""
    is_held = _has_held(session, now)
    for table, find in OVER.items():
        if is_held or table not in LASTING:
            session.execute(delete(table).where(find(now)))


def _has_held(session: Session, now: datetime) -> bool:
    """Tell whether anything happened a day or more before, and not before a long gap.

    What was never used has a `last_seen_at` before it was made (store.people.programs.personal).
    """

    def is_near(moment: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
        return moment.between(now - LONGEST_UNUSED, now - CLOCK_HOLDS_FOR)

    is_used = SignIn.last_seen_at >= SignIn.created_at
    seen = select(SignIn.id).where(
        is_near(SignIn.created_at) | (is_near(SignIn.last_seen_at) & is_used)
    )
    told = select(Event.id).where(is_near(Event.happened_at))
    return bool(session.execute(select(seen.exists() | told.exists())).scalar_one())


def sweep_at_start(now: datetime) -> None:
    """Do the same, unless somebody else writes, or nobody can: no start waits or fails for it."""
    try:
        with writing(waits=False) as session:
            sweep(session, now)
    except FAILURES as error:
        logger.warning("what is over was not deleted: %s", explain(error))
