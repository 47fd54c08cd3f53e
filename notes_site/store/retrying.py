"""Transactions that are sent again where the server ended them for the sake of another."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from notes_site.store.postgresql import is_passing

P = ParamSpec("P")
R = TypeVar("R")
TRIES = 5


def retried(function: Callable[P, R]) -> Callable[P, R]:
    """Call a function again that is one transaction and nothing else, after a deadlock.

    Of two that wait for each other PostgreSQL ends one, and nothing of that one was saved. SQLite
    knows no deadlocks: its writers take turns.
    """

    @wraps(function)
    def call(*args: P.args, **given: P.kwargs) -> R:
        for _ in range(TRIES - 1):
            try:
                return function(*args, **given)
            except DBAPIError as failure:
                if not is_passing(failure):
                    raise
        return function(*args, **given)

    return call
