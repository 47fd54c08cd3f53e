"""Arriving after the password: past the second step, where a reader has one, to where they were."""

from typing import cast

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from notes_site.store.people.second import Factors, find_factors
from notes_site.store.people.users import Credentials
from notes_site.web.door.codes import is_code
from notes_site.web.door.links import go_to
from notes_site.web.door.signing_in import login_manager, sign_in
from notes_site.web.door.typed import typed_fields
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people import ceremonies
from notes_site.web.practice.beginning import go_on
from notes_site.web.practice.drafts import keep_typed_on
from notes_site.words import _, later, later_in

blueprint = Blueprint("arriving", __name__)

LONGEST_CODE = 64
CODE_FIELD = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(SpokenForm):
    """The second step of signing in."""

    code = StringField(
        later_in("to type in", "Code"),
        [InputRequired(later("Enter a code.")), Length(max=LONGEST_CODE)],
        render_kw=CODE_FIELD,
    )
    next = HiddenField()


def arrive(who: Credentials, page: str | None) -> ResponseReturnValue:
    """Let somebody in who gave the right password, or ask for what it takes beside it."""
    factors = find_factors(who.user_id)
    if not factors.is_guarded:
        return let_in(who.user_id, page, who.password_hash)
    ceremonies.begin(ceremonies.SIGN_IN, who.password_hash, who.user_id)
    return _show_step(CodeForm(formdata=None, data={"next": page}), factors)


def let_in(user_id: int, page: str | None, proven: str | None = None) -> ResponseReturnValue:
    """Sign this browser in, and go on with what was typed to the page that was asked for.

    `proven` is the hash that the password was compared with, where one was.
    """
    if not sign_in(user_id, proven):
        return begin_anew(_("The password was changed just now. Sign in with the new one."))
    if typed_fields():
        keep_typed_on(page)
    return go_on(page, "home.show")


def begin_anew(words: str) -> ResponseReturnValue:
    """Say why signing in ended, and begin it anew with all that was typed."""
    flash(words)
    return cast("ResponseReturnValue", login_manager.unauthorized())


def _show_step(form: CodeForm, factors: Factors) -> str:
    return render_template("arriving/code.html", form=form, factors=factors, typed=typed_fields())


@blueprint.get("/login/code")
def code() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go_to(request.args.get("next"), "home.show")
    begun = ceremonies.find(ceremonies.SIGN_IN)
    if begun is None or begun.user_id is None:
        return cast("ResponseReturnValue", login_manager.unauthorized())
    return _show_step(CodeForm(request.args), find_factors(begun.user_id))


@blueprint.post("/login/code")
def code_submit() -> ResponseReturnValue:
    form, begun = CodeForm(), ceremonies.find(ceremonies.SIGN_IN)
    if begun is None or begun.user_id is None:
        return begin_anew(_("That took too long. Sign in once more."))
    factors = find_factors(begun.user_id)
    if not form.validate():
        return _show_step(form, factors), 422
    if not is_code(begun.user_id, form.code.data, takes_app=not factors.is_passkey_only):
        form.code.errors = [
            _("This code doesn't open the account, or was used before. Try another.")
        ]
        return _show_step(form, factors), 422
    if ceremonies.take(ceremonies.SIGN_IN) is None:
        return begin_anew(_("That took too long. Sign in once more."))
    return let_in(begun.user_id, form.next.data, begun.secret)
