"""Flask-Login on a SignIn row per browser: the session holds its token, nothing of the user."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from notes_site.store.people.users import Reader, add_sign_in, end_sign_in, find_reader, record_seen
from notes_site.study.questions import is_answer_field
from notes_site.web.context import now
from notes_site.web.door.sessions import Sessions

login_manager = LoginManager()
login_manager.session_protection = None  # it marks sessions by address; phones change theirs
SEEN_EVERY = timedelta(days=1)
ANSWERING = {
    "quiz.answer": "quiz.question",
    "quiz.show_hint": "quiz.question",
    "quiz.show_model_answer": "quiz.question",
    "timed.answer": "timed.question",
}
"""The pages whose forms the answers stand on, by where the forms are sent."""
MOST_FIELDS, MOST_VALUES = 12, 9
LONGEST_ADDRESS = 4_000
"""Characters; proxies take twice as many, and the address is quoted once more on its way."""


@dataclass(frozen=True, slots=True)
class CurrentReader(UserMixin):
    """What Flask-Login sees: the reader, and the token that names this browser."""

    reader: Reader
    token: str

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    app.session_interface = Sessions(app)
    login_manager.init_app(app)
    app.before_request(_note_seen)


@login_manager.user_loader
def load_reader(token: str) -> CurrentReader | None:
    reader = find_reader(token, now())
    return CurrentReader(reader, token) if reader else None


def _note_seen() -> None:
    """Remember once a day that this browser is still used."""
    if request.endpoint == "static" or not current_user.is_authenticated:
        return
    moment = now()
    if moment - current_user.reader.last_seen_at >= SEEN_EVERY:
        record_seen(current_user.reader.sign_in_id, moment)


def sign_in(user_id: int) -> None:
    """Sign this browser in under a new identity; whatever the session held before is dropped."""
    if current_user.is_authenticated:
        end_sign_in(current_user.reader.sign_in_id)
    renew_session(add_sign_in(user_id, now()))


def renew_session(token: str) -> None:
    """Begin an empty session for the browser that this token names from now on."""
    session.clear()
    session.permanent = True
    reader = load_reader(token)
    if reader:
        login_user(reader)


def sign_out() -> None:
    end_sign_in(current_user.reader.sign_in_id)
    logout_user()
    session.clear()


def forget_who_asks() -> None:
    """Render the rest of this request as for a visitor: what failed may fail again."""
    g._login_user = login_manager.anonymous_user()  # where Flask-Login keeps its answer


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in page, and back afterwards, with what they had typed."""
    target = request.full_path.rstrip("?") if request.method == "GET" else page_with_draft()
    return redirect(url_for("account.login", next=target), 303)


def draft_fields() -> dict[str, list[str]]:
    """Return what the form that was sent holds of an answer: each field with all its values."""
    form = request.form.to_dict(flat=False)
    return {name: values for name, values in form.items() if is_draft_field(name)}


def is_draft_field(name: str) -> bool:
    """Tell whether a field is part of an answer, whatever its question; whose it is, is unknown."""
    return name == "confidence" or is_answer_field(name)


def page_with_draft() -> str:
    """Return the page of a refused POST; an answer is carried along in its address.

    A field with which the address would grow too long is left out.
    """
    endpoint = ANSWERING.get(request.endpoint or "")
    if endpoint is None or not request.view_args:
        return url_for("home.show")
    page = url_for(endpoint, **request.view_args)
    draft: dict[str, list[str]] = {}
    for name, values in islice(draft_fields().items(), MOST_FIELDS):
        wider = draft | {name: values[:MOST_VALUES]}
        address = url_for(endpoint, **(request.view_args | wider))
        if len(address) <= LONGEST_ADDRESS:
            draft, page = wider, address
    return page
