"""How long what is stored for a while holds, and deleting what is over: at starts and sign-ins.

Nobody has to come back for it; what can be begun by anybody is deleted where it is begun, too.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, delete
from sqlalchemy.orm import Session

from notes_site.store.database import FAILURES, Base, explain, writing
from notes_site.store.models import Attempt, Ceremony, Event, Invitation, ResetLink, SignIn, Use
from notes_site.store.people import ceremonies, throttle, uses
from notes_site.store.people.events import KEPT

logger = logging.getLogger(__name__)

LONGEST_SIGN_IN = timedelta(days=30)
LONGEST_IDLE = timedelta(days=14)


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


def sweep(session: Session, now: datetime) -> None:
    """Delete what is over, whoever's it is."""
    for table, find in OVER.items():
        session.execute(delete(table).where(find(now)))


def sweep_at_start(now: datetime) -> None:
    """Do the same, unless somebody else writes, or nobody can: no start waits or fails for it."""
    try:
        with writing(waits=False) as session:
            sweep(session, now)
    except FAILURES as error:
        logger.warning("what is over was not deleted: %s", explain(error))
