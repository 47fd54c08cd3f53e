"""Who asks: the reader whose token came with the request, in place of a browser's session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort
from flask_login import current_user

from notes_site.store.people.users import Reader
from notes_site.web.machines.api.problems import problem

View = Callable[..., Any]


def needs(scope: str) -> Callable[[View], View]:
    """Let only a token with this scope in; the document says so, too."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                answer = problem(401)
                answer.headers["WWW-Authenticate"] = f'Bearer scope="{scope}"'
                abort(answer)
            return view(*args, **kwargs)

        return wrapper

    return decorate


def reader() -> Reader:
    """Return who asks, in a view that needs a scope."""
    found: Reader = current_user.reader
    return found
