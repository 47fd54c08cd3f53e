"""Signing up, in and out; changing the password; deleting everything."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from flask_wtf import FlaskForm
from wtforms import PasswordField

from notes_site.store.people.passwords import dummy_hash, hash_password, is_password, needs_rehash
from notes_site.store.people.plans import find_outcomes
from notes_site.store.people.users import (
    Credentials,
    add_user,
    change_password,
    change_settings,
    delete_user,
    find_credentials,
    reset_progress,
    set_password_hash,
)
from notes_site.web.context import can_register, get_reader, now
from notes_site.web.door.links import go_to, own_path
from notes_site.web.door.signing_in import login_manager, renew_session, sign_in, sign_out
from notes_site.web.door.throttle import count_guess, count_sign_up, forgive
from notes_site.web.door.typed import typed_fields
from notes_site.web.forms import (
    TIME_ZONES,
    DeleteForm,
    LoginForm,
    PasswordForm,
    RegisterForm,
    ResetForm,
    SettingsForm,
)
from notes_site.web.people.arriving import arrive
from notes_site.web.people.authenticators import find_party
from notes_site.web.practice.beginning import first_steps
from notes_site.web.practice.trial_answers import keep_answers, read_answers

blueprint = Blueprint("account", __name__)

LEFT = "signed-out"
"""Tells page.js that a reader left this browser: their drafts go, too."""


@blueprint.get("/register")
def register() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go_to(request.args.get("next"), "home.show")
    form = RegisterForm(request.args)
    form.keeps_trial.data = True
    return _show_register(form)


def _show_register(form: RegisterForm) -> str:
    answered = len(read_answers(form.trial.data))
    return render_template("account/register.html", form=form, answered=answered)


@blueprint.post("/register")
def register_submit() -> ResponseReturnValue:
    if not can_register():
        abort(403)
    form = RegisterForm()
    if not form.validate():
        return _show_register(form), 422
    asked = count_sign_up()
    password_hash = hash_password(form.password.data)
    zone = form.time_zone.data if form.time_zone.data in TIME_ZONES else "UTC"
    user_id = add_user(form.username.data, password_hash, now(), zone)
    if user_id is None:
        form.username.errors = ["This name is taken. Choose another."]
        return _show_register(form), 422
    forgive(asked)
    sign_in(user_id)
    if form.keeps_trial.data:
        keep_answers(get_reader(), read_answers(form.trial.data))
    return redirect(url_for("plan.interview", next=first_steps(form.next.data)), 303)


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in page, and back afterwards.

    What they had typed waits there in hidden fields: in no address, and it is not sent as an answer
    before they see it again.
    """
    if request.method == "GET":
        return redirect(url_for("account.login", next=request.full_path.rstrip("?")), 303)
    page = own_path(request.form.get("next")) or url_for("home.show")
    if not any(any(values) for values in typed_fields().values()):
        return redirect(url_for("account.login", next=page), 303)
    return _show_login(LoginForm(formdata=None, data={"next": page})), 403


def _show_login(form: LoginForm) -> str:
    facts = {"typed": typed_fields(), "has_passkeys": find_party() is not None}
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
    credentials = _find_proven(form.username.data, form.password.data)
    if credentials is None:
        form.password.errors = ["Username and password don't match. Check both and try again."]
        return _show_login(form), 422
    return arrive(credentials.user_id, form.next.data)


def _find_proven(username: str, password: str) -> Credentials | None:
    """Return whose name and password these are; as much work for an unknown name as for a known."""
    guesses = count_guess(username)
    credentials = find_credentials(username)
    known_hash = credentials.password_hash if credentials else dummy_hash()
    if not is_password(known_hash, password) or credentials is None:
        return None
    forgive(guesses)
    if needs_rehash(known_hash):
        set_password_hash(credentials.user_id, hash_password(password))
    return credentials


@blueprint.post("/logout")
@login_required
def logout() -> ResponseReturnValue:
    sign_out()
    flash("You are signed out.")
    return redirect(url_for("home.show", _anchor=LEFT), 303)


def _show_account(**changed: FlaskForm) -> str:
    """Render the page with fresh forms, but for the one that was sent and refused."""
    reader = get_reader()
    settings = {
        "time_zone": reader.time_zone,
        "daily_cap": reader.daily_cap,
        "wanted_recall": f"{reader.wanted_recall:g}",
        "interview_on": reader.interview_on,
    }
    forms = {
        "settings": SettingsForm(formdata=None, data=settings),
        "password": PasswordForm(formdata=None),
        "reset": ResetForm(formdata=None),
        "delete": DeleteForm(formdata=None),
    }
    outcomes = find_outcomes(reader.id)
    return render_template("account/show.html", forms=forms | changed, outcomes=outcomes)


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
    change_settings(
        reader.id,
        time_zone=form.time_zone.data,
        wanted_recall=float(form.wanted_recall.data),
        daily_cap=form.daily_cap.data,
        interview_on=form.interview_on.data,
    )
    flash("Your settings are saved.")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/password")
@login_required
def change_password_submit() -> ResponseReturnValue:
    reader, form = get_reader(), PasswordForm()
    if not is_confirmed(form, form.current_password):
        return _show_account(password=form), 422
    password_hash = hash_password(form.new_password.data)
    renew_session(change_password(reader.id, password_hash, now()))
    flash("Your password is changed. Every other browser has been signed out.")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/reset")
@login_required
def reset_submit() -> ResponseReturnValue:
    reader, form = get_reader(), ResetForm()
    if not is_confirmed(form, form.reset_password):
        return _show_account(reset=form), 422
    reset_progress(reader.id)
    flash("Your progress is deleted. You start afresh.")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/delete")
@login_required
def delete_submit() -> ResponseReturnValue:
    reader, form = get_reader(), DeleteForm()
    if not is_confirmed(form, form.confirm_password):
        return _show_account(delete=form), 422
    sign_out()
    delete_user(reader.id)
    flash("Your account and everything in it are deleted.")
    return redirect(url_for("home.show", _anchor=LEFT), 303)


def is_confirmed(form: FlaskForm, field: PasswordField) -> bool:
    """Tell whether a form is valid and this field of it holds the reader's password."""
    if not form.validate():
        return False
    if _find_proven(get_reader().username, field.data) is None:
        field.errors = ["This is not your password. Check it and try again."]
        return False
    return True
