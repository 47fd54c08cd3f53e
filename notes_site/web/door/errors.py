"""Pages for when something is wrong: what happened, and what to do next."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any, cast

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadHost, HTTPException, SecurityError, ServiceUnavailable

from notes_site.config import command, find_obstacle
from notes_site.store.database import FAILURES, explain, find_database_file
from notes_site.store.people.uses import (
    AN_HOUR,
    BRING,
    FLAG,
    MARK,
    QUIZ,
    RECALL,
    WINDOW,
    TooOftenError,
)
from notes_site.store.soundness import is_busy, is_of_disk, is_unreadable
from notes_site.web.door.guard import NulError
from notes_site.web.door.links import own_path
from notes_site.web.door.signing_in import forget_who_asks, login_manager
from notes_site.web.door.throttle import RETRY_AFTER_SECONDS
from notes_site.web.door.typed import typed_fields
from notes_site.web.public import PUBLIC
from notes_site.words import N_, _, translate

WORDS = {
    400: (
        N_("That didn't work"),
        N_("The request could not be understood. Go back, reload and try again."),
    ),
    401: (N_("Sign in first"), N_("This page belongs to a reader. Sign in and open it again.")),
    403: (N_("Not allowed"), N_("You may not open this page.")),
    404: (N_("Page not found"), N_("There is nothing at this address. Search, or pick a topic.")),
    405: (
        N_("Not that way"),
        N_("This address is part of a form. Start from the page the form is on."),
    ),
    415: (N_("Not in this form"), N_("Use the form on the page; this site takes no other files.")),
    413: (N_("Too much at once"), N_("What you sent is larger than this site takes. Shorten it.")),
    429: (
        N_("Too many tries"),
        N_("Wait a quarter of an hour, then try again. Reading works meanwhile."),
    ),
    500: (
        N_("Something broke here"),
        N_("It is our fault. Try again; if it goes on, tell the host."),
    ),
    503: (
        N_("Not saved"),
        N_("The site can't save right now. Reading works; try again in a moment."),
    ),
}
EXPIRED = (
    N_("Please try again"),
    N_("This page was open for too long. Go back, reload it, and try again."),
)
WITH_NUL = (
    N_("A character too many"),
    N_(
        "What you sent holds the character NUL, which can't be kept. Go back, take it out, "
        "send again."
    ),
)
TOO_OFTEN = {
    QUIZ: N_("You began %(most)s quizzes within an hour. Go on with one of them, or wait a while."),
    MARK: N_(
        "You changed bookmarks and notes %(most)s times within an hour. Wait a while, then go on."
    ),
    RECALL: N_(
        "You changed what to aim for %(most)s times within an hour. Wait a while, then go on."
    ),
    BRING: N_("You brought %(most)s files within an hour. Wait a while before the next."),
    FLAG: N_("You sent %(most)s remarks within an hour, thank you. Wait a while before the next."),
}
"""What a reader did more often within an hour than the site stores."""
UNREADABLE = (
    N_("Can't be read"),
    N_("What this site remembers of you can't be read right now. The topics can; tell the host."),
)
OF_A_QUIZ = frozenset({"quiz", "timed", "drafts", "marks", "saved", "flags"})
"""Blueprints whose forms stand on the pages of a quiz, or beside a note to write."""


LOOK_AGAIN_SECONDS = 60
FAILURE = "notes_site.failure"
"""Where a request remembers that the database stood in its way, for those who count that."""


def init_app(app: Flask) -> None:
    for kind, show in HANDLERS.items():
        app.register_error_handler(kind, show)


def say_both(code: int) -> str:
    """Return title and advice of what went wrong, for a line beside a field."""
    return ". ".join(map(translate, WORDS[code]))


def show_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a redirect to the address with or without its slash
        return error.get_response()
    code = error.code or 500
    if code >= 500:
        forget_who_asks()
    title, advice = WORDS.get(code, (error.name, error.description or ""))
    title, advice = translate(title), translate(advice)
    page = _show(code, title, advice)
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"]
    if code == 429:
        headers.append(("Retry-After", str(RETRY_AFTER_SECONDS)))
    return page, code, headers


def show_foreign_host(_error: HTTPException) -> ResponseReturnValue:
    """No links: under a name that isn't the site's, none of its addresses holds."""
    return _("This site answers under another name.") + "\n", 400, {"Content-Type": "text/plain"}


def show_expired(_error: CSRFError) -> ResponseReturnValue:
    """A form of a session that ended: sign in and go on, or take up what was typed on it."""
    is_carrying = request.endpoint == "account.login_submit" and bool(typed_fields())
    is_of_quiz = request.blueprint in OF_A_QUIZ or is_carrying
    if is_of_quiz and not current_user.is_authenticated:
        return cast("ResponseReturnValue", login_manager.unauthorized())
    title, advice = map(translate, EXPIRED)
    return _give_back(400, title, advice) if is_of_quiz else _show(400, title, advice), 400


def show_too_often(error: TooOftenError) -> ResponseReturnValue:
    """Say what there was too much of, and give back what was typed beside it."""
    advice = _(TOO_OFTEN[error.what], most=AN_HOUR[error.what])
    page = _give_back(429, _("That was a lot for an hour"), advice)
    return page, 429, {"Retry-After": str(int(WINDOW.total_seconds()))}


def _give_back(code: int, title: str, advice: str) -> str:
    """Render the page with a way back to the question, for what was typed on it."""
    page = own_path(request.form.get("next"))
    return _show(code, title, advice, page=page, typed=typed_fields() if page else {})


def _show(code: int, title: str, advice: str, **facts: object) -> str:
    return render_template("errors/error.html", code=code, title=title, advice=advice, **facts)


def _explain(failure: Exception) -> str:
    """Return what the driver said, after what a host can mend: a disk that takes nothing more."""
    file = find_database_file()
    minute = int(monotonic() / LOOK_AGAIN_SECONDS)
    obstacle = _find_obstacle(file.parent, minute) if file and is_of_disk(failure) else None
    return f"{obstacle} ({explain(failure)})" if obstacle else explain(failure)


@lru_cache(maxsize=1)
def _find_obstacle(folder: Path, _minute: int) -> str | None:
    """Try the disk once a minute: what is tried is large, and readers go on trying."""
    return find_obstacle(folder)


def show_not_saved(failure: Exception) -> ResponseReturnValue:
    """A full disk, or a database that is damaged or can't be reached: let reading go on.

    What everybody may read is shown as to a visitor, whom the database isn't asked about.
    """
    if not note_failure(failure):
        return show_error(ServiceUnavailable())
    endpoint = request.endpoint or ""
    if endpoint in PUBLIC:
        view = current_app.view_functions[endpoint]
        return cast("ResponseReturnValue", view(**(request.view_args or {})))
    return _show(503, *map(translate, UNREADABLE)), 503


def note_failure(failure: Exception) -> bool:
    """Log what stood in the way; return whether it was reading, which visitors can go on with.

    From then on the request is a visitor's.
    """
    request.environ[FAILURE] = "busy" if is_busy(failure) else "broken"
    words = "database: %s; if it is damaged, put a backup back: %s restore FILE"
    if not is_unreadable(failure) or request.method not in {"GET", "HEAD"}:
        current_app.logger.error(words.partition(";")[0], _explain(failure))
        return False
    current_app.logger.error(words, _explain(failure), command())
    forget_who_asks()
    return True


def show_nul(_error: NulError) -> ResponseReturnValue:
    return _show(400, *map(translate, WITH_NUL)), 400


HANDLERS: Mapping[type[Exception], Callable[[Any], ResponseReturnValue]] = {
    HTTPException: show_error,
    SecurityError: show_foreign_host,
    CSRFError: show_expired,
    BadHost: show_foreign_host,
    NulError: show_nul,
    TooOftenError: show_too_often,
    **dict.fromkeys(FAILURES, show_not_saved),
}
"""What each kind of error is shown by."""
