"""How a reader gets in: their name and password, the browsers signed in, and what happened."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.people.browsers import end_browser, end_other_browsers, find_browsers
from notes_site.store.people.events import KEPT, MOST_KEPT, find_events
from notes_site.store.people.passwords import hash_password
from notes_site.store.people.second import find_factors
from notes_site.store.people.users import change_name, change_password
from notes_site.study.memory.days import study_day
from notes_site.web.context import get_reader, now, site, today
from notes_site.web.door.journal import note
from notes_site.web.door.signing_in import renew_session, this_browser
from notes_site.web.door.throttle import count_sign_up, forgive
from notes_site.web.elsewhere.ways import NO_WAYS, find_ways
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people.asking import NameForm, PasswordForm, is_by_reader
from notes_site.web.people.authenticators import takes_passkeys
from notes_site.words import _

blueprint = Blueprint("security", __name__)

NAME, PASSWORD = "name_", "change_"
"""Begin the names of these forms' fields: both stand on one page."""


def _show(**changed: SpokenForm) -> str:
    """Render the page with fresh forms, but for the one that was sent and refused."""
    reader = get_reader()
    factors = find_factors(reader.account_id)
    forms = {"name": NameForm(factors, NAME), "password": PasswordForm(factors, PASSWORD)}
    found = find_browsers(reader.account_id, now())
    browsers = [
        (browser, (today(reader) - study_day(browser.last_seen_at, reader.zone)).days)
        for browser in sorted(found, key=lambda one: one.id != reader.sign_in_id)
    ]
    return render_template(
        "security/show.html",
        forms=forms | changed,
        browsers=browsers,
        events=find_events(reader.account_id, now()),
        kept=KEPT,
        most_kept=MOST_KEPT,
        has_passkeys=takes_passkeys(factors),
        takes_others=find_ways() != NO_WAYS,
        takes_programs=site().settings.api,
    )


@blueprint.get("/account/security")
@login_required
def show() -> ResponseReturnValue:
    return _show()


@blueprint.post("/account/name")
@login_required
def change_name_submit() -> ResponseReturnValue:
    """Give the reader another name; whoever asks for taken ones waits as at sign-up."""
    reader = get_reader()
    form = NameForm(find_factors(reader.account_id), NAME)
    if not is_by_reader(form):
        return _show(name=form), 422
    asked = count_sign_up()
    is_changed = change_name(reader.account_id, form.new.data, now(), reader.sign_in_id)
    if is_changed is None:
        return redirect(url_for("security.show"), 303)  # which asks to sign in
    if not is_changed:
        form.new.errors = [_("This name is taken. Choose another.")]
        return _show(name=form), 422
    forgive(asked)
    flash(_("You are %(name)s from now on. Sign in with this name.", name=form.new.data))
    return redirect(url_for("security.show"), 303)


@blueprint.post("/account/password")
@login_required
def change_password_submit() -> ResponseReturnValue:
    reader = get_reader()
    form = PasswordForm(find_factors(reader.account_id), PASSWORD)
    if not is_by_reader(form):
        return _show(password=form), 422
    password_hash = hash_password(form.new.data)
    browser = this_browser(), reader.sign_in_id
    token = change_password(reader.account_id, password_hash, now(), *browser)
    if token is None:
        return redirect(url_for("security.show"), 303)  # which asks to sign in
    renew_session(token)
    note("password changed", reader.account_id)
    flash(_("Your password is changed. Every other browser has been signed out."))
    if find_factors(reader.account_id).passkeys:
        flash(_("Your passkeys open the account as before: look them over."))
    return redirect(url_for("security.show"), 303)


@blueprint.post("/account/browsers/<id:browser_id>/end")
@login_required
def end(browser_id: int) -> ResponseReturnValue:
    """Sign the reader out of another of their browsers."""
    if not end_browser(get_reader().account_id, browser_id, now()):
        abort(404)
    flash(_("That browser is signed out."))
    return redirect(url_for("security.show", _anchor="browsers"), 303)


@blueprint.post("/account/browsers/end-others")
@login_required
def end_others() -> ResponseReturnValue:
    reader = get_reader()
    count = end_other_browsers(reader.account_id, reader.sign_in_id, now())
    flash(
        _("Every other browser is signed out.") if count else _("No other browser was signed in.")
    )
    return redirect(url_for("security.show", _anchor="browsers"), 303)
