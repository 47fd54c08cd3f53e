"""A second step of a reader's choice: codes from an app, and recovery codes for when it is lost."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from pyotp import TOTP, random_base32
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from notes_site.store.people.second import (
    draw_codes,
    find_factors,
    replace_recovery_codes,
    switch_off,
    switch_on,
)
from notes_site.web.context import get_reader, now, site_title
from notes_site.web.door.codes import find_step
from notes_site.web.door.throttle import count_code, forgive
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people import ceremonies
from notes_site.web.people.arriving import CODE_FIELD, LONGEST_CODE
from notes_site.web.people.asking import AskAgainForm, is_by_reader
from notes_site.web.people.authenticators import takes_passkeys
from notes_site.words import _, later

blueprint = Blueprint("second", __name__)

QUIET_ZONE = 4
"""Modules of white around a QR picture, as readers want them (ISO/IEC 18004)."""


class SetUpForm(SpokenForm):
    code = StringField(
        later("The code that your app shows now"),
        [InputRequired(later("Enter the code.")), Length(max=LONGEST_CODE)],
        render_kw=CODE_FIELD | {"inputmode": "numeric"},
    )


@dataclass(frozen=True, slots=True)
class KeyPicture:
    """A QR picture to be drawn: the length of its side in modules, the path of the dark ones."""

    side: int
    path: str


def _show(status: int = 200, **sent: AskAgainForm) -> ResponseReturnValue:
    factors = find_factors(get_reader().account_id)
    forms = {name: AskAgainForm(factors, name) for name in ("on", "codes", "off")} | sent
    facts = {"factors": factors, "has_passkeys": takes_passkeys(factors)}
    return render_template("second/show.html", forms=forms, **facts), status


@blueprint.get("/account/second")
@login_required
def show() -> ResponseReturnValue:
    return _show()


@blueprint.post("/account/second/on")
@login_required
def begin_submit() -> ResponseReturnValue:
    """Draw a secret for the app; it counts when a code of it was entered."""
    reader = get_reader()
    factors = find_factors(reader.account_id)
    form = AskAgainForm(factors, "on")
    if factors.has_app:
        return redirect(url_for("second.show"), 303)
    if not is_by_reader(form):
        return _show(422, on=form)
    ceremonies.begin(ceremonies.SET_UP, random_base32(), reader.account_id)
    return redirect(url_for("second.setup"), 303)


def _find_secret_begun() -> str | None:
    """Return the secret that this reader is setting up in this browser."""
    begun = ceremonies.find(ceremonies.SET_UP)
    return begun.secret if begun and begun.user_id == get_reader().account_id else None


def _show_setup(secret: str, form: SetUpForm) -> str:
    app = TOTP(secret, name=get_reader().username, issuer=site_title())
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    facts = {"picture": draw(app.provisioning_uri()), "secret": grouped}
    return render_template("second/setup.html", form=form, **facts)


def draw(text: str) -> KeyPicture:
    """Draw a text as a QR picture, row by row."""
    import segno  # ten milliseconds that no start needs

    rows = segno.make(text, micro=False).matrix
    dark = (
        f"M{column + QUIET_ZONE} {row + QUIET_ZONE}h1v1h-1z"
        for row, modules in enumerate(rows)
        for column, is_dark in enumerate(modules)
        if is_dark
    )
    return KeyPicture(len(rows) + 2 * QUIET_ZONE, "".join(dark))


@blueprint.get("/account/second/setup")
@login_required
def setup() -> ResponseReturnValue:
    secret = _find_secret_begun()
    if secret is None:
        return redirect(url_for("second.show"), 303)
    return _show_setup(secret, SetUpForm(formdata=None))


@blueprint.post("/account/second/setup")
@login_required
def setup_submit() -> ResponseReturnValue:
    reader, form, secret = get_reader(), SetUpForm(), _find_secret_begun()
    if secret is None:
        flash(_("That took too long. Begin once more."))
        return redirect(url_for("second.show"), 303)
    if not form.validate():
        return _show_setup(secret, form), 422
    guesses = count_code(reader.account_id, is_short=False, is_inside=True)
    step = find_step(secret, "".join(form.code.data.split()))
    if step is None:
        form.code.errors = [
            _("This is not the code. Check the time of your phone and try the next.")
        ]
        return _show_setup(secret, form), 422
    forgive(guesses)
    codes = draw_codes()
    is_begun = ceremonies.take(ceremonies.SET_UP) is not None  # a new password ends it
    if not is_begun or not switch_on(
        reader.account_id, secret, step, codes, now(), reader.sign_in_id
    ):
        return redirect(url_for("second.show"), 303)
    return _show_codes(codes)


def _show_codes(codes: list[str]) -> str:
    """Show new recovery codes; no other page ever shows them again."""
    return render_template(
        "second/codes.html", codes=codes, factors=find_factors(get_reader().account_id)
    )


@blueprint.post("/account/second/codes")
@login_required
def codes_submit() -> ResponseReturnValue:
    reader = get_reader()
    factors = find_factors(reader.account_id)
    form = AskAgainForm(factors, "codes")
    if not factors.may_need_recovery:
        return redirect(url_for("second.show"), 303)
    if not is_by_reader(form):
        return _show(422, codes=form)
    codes = draw_codes()
    if not replace_recovery_codes(reader.account_id, codes, now(), reader.sign_in_id):
        return redirect(url_for("second.show"), 303)  # which asks to sign in
    return _show_codes(codes)


@blueprint.post("/account/second/off")
@login_required
def off_submit() -> ResponseReturnValue:
    reader = get_reader()
    form = AskAgainForm(find_factors(reader.account_id), "off")
    if not is_by_reader(form):
        return _show(422, off=form)
    if switch_off(reader.account_id, now(), reader.sign_in_id):
        flash(_("Signing in asks for no code from an app any more."))
    return redirect(url_for("second.show"), 303)
