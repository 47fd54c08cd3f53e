"""A reader's passkeys: made, listed and deleted, used to sign in, and instead of the password."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from notes_site.store.people.passkeys import (
    LONGEST_NAME,
    KnownPasskey,
    add_passkey,
    delete_passkey,
    find_passkeys,
)
from notes_site.store.people.second import Factors, find_factors, set_passkey_only
from notes_site.web.context import get_reader, now
from notes_site.web.door.throttle import count_passkey
from notes_site.web.people.arriving import begin_anew, let_in
from notes_site.web.people.asking import AskAgainForm, is_by_reader
from notes_site.web.people.authenticators import (
    ask_for_new,
    ask_for_use,
    find_new,
    find_owner,
    find_party,
    get_party,
)
from notes_site.words import _, later

blueprint = Blueprint("passkeys", __name__)


class NewPasskeyForm(AskAgainForm):
    name = StringField(
        later("A name for it"),
        [InputRequired(later("Give it a name.")), Length(max=LONGEST_NAME)],
        description=later("Such as the device that has it: phone, laptop, key ring."),
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )


class ChoosePasskeyForm(AskAgainForm):
    which = SelectField(later("Passkey"), coerce=int)


FORMS = {"add": NewPasskeyForm, "delete": ChoosePasskeyForm, "only": AskAgainForm}


def _make_form(name: str, factors: Factors, known: Sequence[KnownPasskey]) -> AskAgainForm:
    """Return one of the forms of the page, with what was sent in it."""
    form = FORMS[name](factors, name)
    if isinstance(form, ChoosePasskeyForm):
        form.which.choices = [SelectChoice(one.id, one.name) for one in known]
    return form


def _form(name: str) -> AskAgainForm:
    reader = get_reader()
    return _make_form(name, find_factors(reader.account_id), find_passkeys(reader.account_id))


def _show(status: int = 200, **sent: AskAgainForm) -> ResponseReturnValue:
    reader = get_reader()
    factors, known = find_factors(reader.account_id), find_passkeys(reader.account_id)
    forms = {name: _make_form(name, factors, known) for name in FORMS if name not in sent} | sent
    page = render_template(
        "passkeys/index.html",
        forms=forms,
        factors=factors,
        passkeys=known,
        party=find_party(),
        is_number=request.host.startswith("127.0.0.1"),
    )
    return page, status


@blueprint.get("/account/passkeys")
@login_required
def index() -> ResponseReturnValue:
    return _show()


@blueprint.post("/account/passkeys/new")
@login_required
def new_submit() -> ResponseReturnValue:
    """Ask again who it is, then let the browser make the passkey."""
    get_party()
    form = _form("add")
    if not is_by_reader(form):
        return _show(422, add=form)
    return render_template("passkeys/new.html", options=ask_for_new(), name=form["name"].data)


@blueprint.post("/account/passkeys")
@login_required
def add_submit() -> ResponseReturnValue:
    made = find_new(request.form.get("credential", ""))
    name = request.form.get("name", "").strip()[:LONGEST_NAME] or _("Passkey")
    reader = get_reader()
    if made and add_passkey(reader.account_id, *made, name, now(), reader.sign_in_id):
        flash(_("The passkey is added. From now on you can sign in with it."))
    else:
        flash(_("The passkey could not be added. Try once more."))
    return redirect(url_for("passkeys.index"), 303)


@blueprint.post("/account/passkeys/delete")
@login_required
def delete_submit() -> ResponseReturnValue:
    reader, form = get_reader(), _form("delete")
    if not is_by_reader(form):
        return _show(422, delete=form)
    is_deleted = delete_passkey(reader.account_id, form["which"].data, now(), reader.sign_in_id)
    if is_deleted is None:
        return redirect(url_for("passkeys.index"), 303)  # which asks to sign in
    if not is_deleted:
        form["which"].errors = [
            _("Without it you could be shut out. Let the password count again.")
        ]
        return _show(422, delete=form)
    flash(_("The passkey is deleted. Remove it from your device, too."))
    return redirect(url_for("passkeys.index"), 303)


@blueprint.post("/account/passkeys/only")
@login_required
def only_submit() -> ResponseReturnValue:
    """Turn the password off for signing in, or on again."""
    reader, form = get_reader(), _form("only")
    is_on = request.form.get("is_on") == "yes"
    if not is_by_reader(form):
        return _show(422, only=form)
    if not set_passkey_only(reader.account_id, now(), reader.sign_in_id, is_on=is_on):
        abort(409)
    flash(_("The password alone opens nothing now.") if is_on else _("The password counts again."))
    return redirect(url_for("passkeys.index"), 303)


@blueprint.post("/login/passkey/options")
def options_submit() -> ResponseReturnValue:
    """Give a script what the browser needs to use a passkey."""
    count_passkey()
    return ask_for_use(), 200, {"Content-Type": "application/json"}


@blueprint.post("/login/passkey")
def sign_in_submit() -> ResponseReturnValue:
    user_id = find_owner(request.form.get("credential", ""))
    if user_id is None:
        return begin_anew(_("This passkey opens nothing here. Try another, or your password."))
    return let_in(user_id, request.form.get("next"))
