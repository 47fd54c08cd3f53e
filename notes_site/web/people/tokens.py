"""A reader's personal tokens: made for programs of theirs, shown once, looked over and ended."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from notes_site.store.people.browsers import end_browser
from notes_site.store.people.programs.personal import (
    LIFETIMES,
    MOST_TOKENS,
    PREFIX,
    add_token,
    find_tokens,
)
from notes_site.store.people.programs.signing_in import LONGEST_NAME, PRACTISE, READ
from notes_site.store.people.second import Factors, find_factors
from notes_site.study.memory.days import study_day
from notes_site.web.context import get_reader, now, site, today
from notes_site.web.people.asking import AskAgainForm, is_by_reader
from notes_site.web.people.authenticators import takes_passkeys
from notes_site.words import _, later, ngettext

blueprint = Blueprint("tokens", __name__)

READS, PRACTISES = READ, f"{READ} {PRACTISE}"
"""What a token may do: who may practise may read what comes of it."""


class NewTokenForm(AskAgainForm):
    name = StringField(
        later("A name for it"),
        [DataRequired(later("Give it a name.")), Length(max=LONGEST_NAME)],
        description=later("Such as the program that it is for."),
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    scopes = SelectField(
        later("What it may do"),
        description=later("Read what is yours, or also answer, bookmark and plan in your name."),
        choices=[
            SelectChoice(READS, later("Read")),
            SelectChoice(PRACTISES, later("Read and practise")),
        ],
    )
    days = SelectField(
        later("How long it lasts"),
        coerce=int,
    )

    def __init__(self, factors: Factors, prefix: str) -> None:
        super().__init__(factors, prefix)
        self.days.choices = [
            SelectChoice(one.days, ngettext("%(num)s day", "%(num)s days", one.days))
            for one in LIFETIMES
        ]


@blueprint.before_request
def insist_on_api() -> None:
    """Have no such pages where there is nothing that tokens open."""
    if not site().settings.api:
        abort(404)


def _show(form: NewTokenForm | None = None) -> str:
    """Render the page with a fresh form, or the one that was sent and refused."""
    reader = get_reader()
    factors = find_factors(reader.account_id)
    tokens = [
        (one, (today(reader) - study_day(one.last_seen_at, reader.zone)).days)
        for one in find_tokens(reader.account_id, now())
    ]
    return render_template(
        "tokens/index.html",
        form=form or NewTokenForm(factors, "new"),
        tokens=tokens,
        practise=PRACTISE,
        is_full=len(tokens) >= MOST_TOKENS,
        prefix=PREFIX,
        zone=reader.zone,
        has_passkeys=takes_passkeys(factors),
    )


@blueprint.get("/account/tokens")
@login_required
def index() -> ResponseReturnValue:
    return _show()


@blueprint.post("/account/tokens")
@login_required
def add_submit() -> ResponseReturnValue:
    """Make a token and show it; no other page ever shows it again."""
    reader = get_reader()
    form = NewTokenForm(find_factors(reader.account_id), "new")
    if not is_by_reader(form):
        return _show(form), 422
    name, scopes = form["name"].data.strip(), form["scopes"].data.split()
    lifetime = timedelta(days=form["days"].data)
    token = add_token(reader.account_id, name, scopes, now(), lifetime, reader.sign_in_id)
    if token is None:
        form["name"].errors = [
            _("You have %(most)s tokens. End one that you no longer need.", most=MOST_TOKENS)
        ]
        return _show(form), 422
    return render_template("tokens/made.html", token=token, name=name, days=lifetime.days)


@blueprint.post("/account/tokens/<id:token_id>/end")
@login_required
def end(token_id: int) -> ResponseReturnValue:
    if not end_browser(get_reader().account_id, token_id, now()):
        abort(404)
    flash(_("That token opens nothing any more."))
    return redirect(url_for("tokens.index"), 303)
