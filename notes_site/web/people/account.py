"""Signing up, in and out; how a reader studies; deleting everything."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from werkzeug.exceptions import TooManyRequests
from wtforms import Field

from notes_site.store.people.invitations import (
    InvitationOverError,
    add_invited_user,
    is_invited,
)
from notes_site.store.people.passwords import hash_password
from notes_site.store.people.plans import find_outcomes
from notes_site.store.people.second import find_factors
from notes_site.store.people.users import (
    add_user,
    change_settings,
    delete_user,
    reset_progress,
)
from notes_site.web.context import can_register, get_reader, is_front, now, takes_invitations
from notes_site.web.door.confirming import find_proven
from notes_site.web.door.errors import say_both
from notes_site.web.door.journal import note
from notes_site.web.door.links import go_to, own_path, this_address
from notes_site.web.door.signing_in import login_manager, sign_in, sign_out
from notes_site.web.door.throttle import RETRY_AFTER_SECONDS, count_sign_up, forgive
from notes_site.web.door.typed import typed_fields
from notes_site.web.elsewhere.ways import find_ways
from notes_site.web.forms import (
    TIME_ZONES,
    LoginForm,
    RegisterForm,
    SettingsForm,
)
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.languages.speaking import speak_as
from notes_site.web.people.arriving import arrive
from notes_site.web.people.asking import AskAgainForm, DeleteForm, is_by_reader
from notes_site.web.people.authenticators import find_party, takes_passkeys
from notes_site.web.practice.beginning import first_steps
from notes_site.web.practice.trial_answers import keep_answers, read_answers
from notes_site.words import _, translate

blueprint = Blueprint("account", __name__)

RESET, DELETE = "reset_", "delete_"
"""Begin the names of these forms' fields: both stand on one page."""
HELD = "invitation"
"""Where the session holds an invitation's token: the page's own address tells it to nobody."""
LONGEST_TOKEN = 100
"""Characters that a session's cookie is made to hold; ours have under half of it."""
LEFT = "signed-out"
"""Tells page.js that a reader left this browser: their drafts go, too."""


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    """Take an invitation's token out of the address; the page that follows has the form."""
    if current_user.is_authenticated:
        return go_to(request.args.get("next"), "home.show")
    if token := request.args.get("invite"):
        if takes_invitations():
            session[HELD] = token[:LONGEST_TOKEN]
        return redirect(url_for("account.register", next=request.args.get("next")), 303)
    form = RegisterForm(request.args)
    form.keeps_trial.data = True
    return _show_register(form)


def _show_register(form: RegisterForm) -> str:
    return render_template(
        "account/register.html",
        form=form,
        answered=len(read_answers(form.trial.data)),
        may_register=_may_register(),
        takes_invitations=takes_invitations(),
        has_invitation=HELD in session,
        ways=find_ways(),
    )


def _may_register() -> bool:
    if takes_invitations():
        return is_invited(session.get(HELD, ""), now())
    return can_register()


@blueprint.post("/register")
def register_submit() -> ResponseReturnValue:
    form = RegisterForm()
    if not _may_register():
        return _show_register(form), 403
    if not form.validate():
        return _show_register(form), 422
    try:
        asked = count_sign_up()
    except TooManyRequests:
        return _ask_to_wait(form.username, lambda: _show_register(form))
    try:
        user_id = _add_user(form)
    except InvitationOverError:
        return _show_register(form), 403
    if user_id is None:
        form.username.errors = [_("This name is taken. Choose another.")]
        return _show_register(form), 422
    forgive(asked)
    sign_in(user_id)
    if is_front():  # what is asked next is asked in a course
        return go_to(form.next.data, "home.show")
    if form.keeps_trial.data:
        keep_answers(get_reader(), read_answers(form.trial.data))
    return redirect(url_for("plan.interview", next=first_steps(form.next.data)), 303)


def _add_user(form: RegisterForm) -> int | None:
    password_hash = hash_password(form.password.data)
    zone = form.time_zone.data if form.time_zone.data in TIME_ZONES else "UTC"
    username = form.username.data
    if takes_invitations():
        return add_invited_user(session[HELD], username, password_hash, now(), zone)
    return add_user(username, password_hash, now(), zone)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in page, and back afterwards.

    What they had typed waits there in hidden fields: in no address, and it is not sent as an answer
    before they see it again.
    """
    if request.method == "GET":
        return redirect(url_for("account.login", next=this_address()), 303)
    page = own_path(request.form.get("next")) or url_for("home.show")
    if not any(any(values) for values in typed_fields().values()):
        return redirect(url_for("account.login", next=page), 303)
    return _show_login(LoginForm(formdata=None, data={"next": page})), 403


def _show_login(form: LoginForm) -> str:
    facts = {"typed": typed_fields(), "has_passkeys": find_party() is not None, "ways": find_ways()}
    return render_template("account/login.html", form=form, **facts)


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go_to(request.args.get("next"), "home.show")
    return _show_login(LoginForm(request.args))


@blueprint.post("/login")
def login_submit() -> ResponseReturnValue:
    form = LoginForm()
    if not form.validate():
        return _show_login(form), 422
    try:
        credentials = find_proven(form.username.data, form.password.data)
    except TooManyRequests:
        return _ask_to_wait(form.password, lambda: _show_login(form))
    if credentials is None:
        form.password.errors = [_("Username and password don't match. Check both and try again.")]
        return _show_login(form), 422
    return arrive(credentials, form.next.data)


def _ask_to_wait(field: Field, show: Callable[[], str]) -> ResponseReturnValue:
    """Show a form again after too many tries, with all that it carries."""
    field.errors = [say_both(429)]
    return show(), 429, {"Retry-After": str(RETRY_AFTER_SECONDS)}


@blueprint.post("/logout")
@login_required
def logout() -> ResponseReturnValue:
    sign_out()
    flash(_("You are signed out."))
    return redirect(url_for("home.show", _anchor=LEFT), 303)


def _show_account(**changed: SpokenForm) -> str:
    """Render the page with fresh forms, but for the one that was sent and refused."""
    reader = get_reader()
    settings = {
        "time_zone": reader.time_zone,
        "daily_cap": reader.daily_cap,
        "wanted_recall": f"{reader.wanted_recall:g}",
        "interview_on": reader.interview_on,
        "language": reader.language or "",
    }
    factors = find_factors(reader.account_id)
    forms = {
        "settings": SettingsForm(formdata=None, data=settings),
        "reset": AskAgainForm(factors, RESET),
        "delete": DeleteForm(factors, DELETE),
    }
    return render_template(
        "account/show.html",
        forms=forms | changed,
        outcomes=[replace(one, went=translate(one.went)) for one in find_outcomes(reader.id)],
        has_passkeys=takes_passkeys(factors),
    )


@blueprint.get("/account")
@login_required
def show() -> ResponseReturnValue:
    return _show_account()


@blueprint.post("/account/settings")
@login_required
def change_settings_submit() -> ResponseReturnValue:
    reader, form = get_reader(), SettingsForm()
    if not form.validate():
        return _show_account(settings=form), 422
    language = form.language.data or None if form.language else reader.language
    change_settings(
        reader.id,
        time_zone=form.time_zone.data,
        wanted_recall=float(form.wanted_recall.data),
        daily_cap=form.daily_cap.data,
        interview_on=form.interview_on.data,
        language=language,
        asked_at=now(),
    )
    speak_as(language)
    flash(_("Your settings are saved."))
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/reset")
@login_required
def reset_submit() -> ResponseReturnValue:
    reader = get_reader()
    form = AskAgainForm(find_factors(reader.account_id), RESET)
    if not is_by_reader(form):
        return _show_account(reset=form), 422
    if not reset_progress(reader.id, reader.sign_in_id):
        return redirect(url_for("account.login"), 303)
    flash(_("Your progress is deleted. You start afresh."))
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/delete")
@login_required
def delete_submit() -> ResponseReturnValue:
    reader = get_reader()
    form = DeleteForm(find_factors(reader.account_id), DELETE)
    if not is_by_reader(form):
        return _show_account(delete=form), 422
    if not delete_user(reader.account_id, reader.sign_in_id):
        return redirect(url_for("account.login"), 303)
    sign_out()
    note("account deleted", reader.account_id)
    flash(_("Your account and everything in it are deleted."))
    return redirect(url_for("home.show", _anchor=LEFT), 303)
