"""Invitations: what an admin makes, sends and withdraws, where a site is not open to everybody."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.people.invitations import (
    add_invitation,
    find_invitations,
    withdraw_invitation,
)
from notes_site.web.context import admin_or_404, now, site
from notes_site.web.forms import InvitationForm
from notes_site.words import _

blueprint = Blueprint("invitations", __name__)

MADE = "invitation"
"""The category of the message that holds a new link: it is shown once, and stored nowhere."""


@blueprint.get("/invitations")
@login_required
def index() -> ResponseReturnValue:
    admin_or_404()
    return _show(InvitationForm(formdata=None))


@blueprint.post("/invitations")
@login_required
def add() -> ResponseReturnValue:
    admin_or_404()
    form = InvitationForm()
    if not form.validate():
        return _show(form), 422
    token = add_invitation(now(), form.days.data, form.uses.data)
    start = site().settings.origin or request.host_url.rstrip("/")
    flash(f"{start}{url_for('account.register', invite=token)}", MADE)
    return redirect(url_for("invitations.index"), 303)


@blueprint.post("/invitations/<id:invitation_id>/withdraw")
@login_required
def withdraw(invitation_id: int) -> ResponseReturnValue:
    admin_or_404()
    if not withdraw_invitation(invitation_id):
        abort(404)
    flash(_("The invitation is withdrawn."))
    return redirect(url_for("invitations.index"), 303)


def _show(form: InvitationForm) -> str:
    return render_template(
        "invitations/index.html",
        form=form,
        invitations=find_invitations(now()),
        registration=site().settings.registration,
        category=MADE,
    )
