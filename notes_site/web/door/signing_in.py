"""Flask-Login on a SignIn row per browser: the session holds its token, nothing of the user."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, after_this_request, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from notes_site.store.courses.enrolments import enrol
from notes_site.store.people.users import Reader, add_sign_in, end_sign_in, find_reader, record_seen
from notes_site.web.context import course, now
from notes_site.web.door.browsers import describe_browser
from notes_site.web.door.journal import note
from notes_site.web.door.sessions import Sessions
from notes_site.web.languages.speaking import speak_as
from notes_site.web.public import FILES

login_manager = LoginManager()
login_manager.session_protection = None  # it marks sessions by address; phones change theirs
SEEN_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CurrentReader(UserMixin):
    """What Flask-Login sees: the reader, and the token that names this browser.

    A program has `scopes`: what it may do.
    """

    reader: Reader
    token: str
    scopes: frozenset[str] = frozenset()

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    app.session_interface = Sessions(app)
    login_manager.init_app(app)
    app.before_request(_note_seen)


@login_manager.user_loader
def load_reader(token: str) -> CurrentReader | None:
    reader = find_reader(token, now(), course())
    if reader and enrols(reader):
        reader = find_reader(token, now(), course())
    if reader is None:
        return None
    speak_as(reader.language)
    return CurrentReader(reader, token)


def enrols(reader: Reader) -> bool:
    """Give a reader a row in this course, when they first send something there."""
    is_new = reader.id < 0 and request.method not in {"GET", "HEAD", "OPTIONS"}
    return is_new and enrol(reader.account_id, course()) is not None


def _note_seen() -> None:
    """Remember once a day that this browser is still used."""
    if request.endpoint in FILES or not current_user.is_authenticated:
        return
    moment = now()
    if moment - current_user.reader.last_seen_at >= SEEN_EVERY:
        record_seen(current_user.reader.sign_in_id, moment)


def sign_in(user_id: int, proven: str | None = None) -> bool:
    """Sign this browser in under a new identity; whatever the session held before is dropped.

    `proven` is the hash that the password was compared with; False where it holds no more.
    """
    token = add_sign_in(user_id, now(), this_browser(), proven)
    if token is None:
        return False
    if current_user.is_authenticated:
        end_sign_in(current_user.reader.sign_in_id)
    renew_session(token)
    note("signed in", user_id)
    return True


def this_browser() -> str:
    """Say in a few words what this request was sent with; "" where that isn't known."""
    return describe_browser(request.user_agent.string)


def renew_session(token: str) -> None:
    """Begin an empty session for the browser that this token names from now on."""
    session.clear()
    session.permanent = True
    reader = load_reader(token)
    if reader:
        login_user(reader)


def sign_out() -> None:
    """End this browser's sign-in; it forgets the pages that it kept for itself, not those for all.

    Only "cache": "storage" would take the worker, the kept course and the theme, and "cookies"
    those of sibling domains. Below a path this reaches what else stands on the host, which its
    browser then asks for once more: a small price for a page that nobody can go back to.
    """
    after_this_request(_forget_pages)
    end_sign_in(current_user.reader.sign_in_id)
    logout_user()
    session.clear()


def _forget_pages(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def forget_who_asks() -> None:
    """Render the rest of this request as for a visitor: what failed may fail again."""
    g._login_user = login_manager.anonymous_user()  # where Flask-Login keeps its answer
