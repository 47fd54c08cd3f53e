"""A new password by a link from the host, for somebody who forgot theirs."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from notes_site.store.people.passwords import hash_password, password_mistake
from notes_site.store.people.reset_links import find_name_by_link, use_reset_link
from notes_site.web.context import now
from notes_site.web.forms import NewPasswordForm
from notes_site.words import _

blueprint = Blueprint("reset_link", __name__)

HELD = "reset_link"
"""Where the session holds the link's token: the page's own address tells it to nobody."""
LONGEST_TOKEN = 100
"""Characters that a session's cookie is made to hold; ours have under half of it."""


@blueprint.get("/reset-password")
def show() -> ResponseReturnValue:
    """Take the token out of the address; the page that follows has the form, if the link holds."""
    if token := request.args.get("token"):
        session[HELD] = token[:LONGEST_TOKEN]
        return redirect(url_for("reset_link.show"), 303)
    if HELD not in session:
        return _show(None)
    name = find_name_by_link(session[HELD], now())
    if name is None:
        return _show_over()
    return _show(name)


@blueprint.post("/reset-password")
def use() -> ResponseReturnValue:
    """Set the password; every browser is signed out, so this one signs in with it."""
    form, token = NewPasswordForm(), session.get(HELD, "")
    name = find_name_by_link(token, now())
    if name is None:
        return _show_over()
    if form.validate() and (mistake := password_mistake(form.new_password.data, name)):
        form.new_password.errors = [mistake]
    if form.errors:
        return _show(name, form), 422
    if not use_reset_link(token, hash_password(form.new_password.data), now()):
        return _show_over()
    session.pop(HELD)
    flash(_("Your password is changed, and every browser is signed out. Sign in with it."))
    return redirect(url_for("account.login"), 303)


def _show_over() -> ResponseReturnValue:
    session.pop(HELD, None)
    return _show(None, is_over=True), 410


def _show(name: str | None, form: NewPasswordForm | None = None, *, is_over: bool = False) -> str:
    form = form or NewPasswordForm(formdata=None)
    return render_template("reset_link/show.html", name=name, form=form, is_over=is_over)
