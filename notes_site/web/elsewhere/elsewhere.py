"""Signing in from elsewhere, choosing a name the first time, and linking by a signed-in reader.

Whom a provider or a proxy names opens the account that has linked it, and no other: neither a name
nor an e-mail address is ever compared. It stands for the password: whoever wants a second step here
is asked for it.
"""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from werkzeug.exceptions import TooManyRequests
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, ValidationError

from notes_site.store.elsewhere.identities import (
    Outsider,
    TakenIdentityError,
    add_linked_user,
    find_links,
    find_owner_elsewhere,
    link_identity,
    unlink_identity,
    use_identity,
)
from notes_site.store.people.invitations import InvitationOverError, is_invited
from notes_site.store.people.passwords import hash_password
from notes_site.store.people.reset_links import add_reset_link
from notes_site.store.people.second import find_factors
from notes_site.store.people.tokens import draw_token
from notes_site.store.people.users import Credentials, username_mistake
from notes_site.web.context import can_register, get_reader, now, site, takes_invitations
from notes_site.web.door.errors import say_both
from notes_site.web.door.links import go_to
from notes_site.web.door.signing_in import sign_in
from notes_site.web.door.throttle import RETRY_AFTER_SECONDS, count_passkey, count_sign_up, forgive
from notes_site.web.elsewhere import errands, ways
from notes_site.web.elsewhere.errands import Errand, Newcomer
from notes_site.web.elsewhere.provider import BACK, RefusedError
from notes_site.web.forms import NAME_FIELD, TIME_ZONES
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people import account, ceremonies
from notes_site.web.people.arriving import let_in
from notes_site.web.people.asking import AskAgainForm, is_by_reader
from notes_site.web.people.authenticators import takes_passkeys
from notes_site.web.people.reset_link import HELD
from notes_site.web.practice.beginning import first_steps
from notes_site.words import N_, _, later

blueprint = Blueprint("elsewhere", __name__)

LINKING, UNLINKING = "link_", "unlink_"
"""Begin the names of these forms' fields: both stand on one page."""
NOT_PROVEN = N_("That didn't work. Nothing was changed; try once more, or sign in another way.")
AWAY = N_(
    "The other site doesn't answer as it should. Try again in a moment, or sign in another way."
)
NOBODYS = N_(
    "No account here is linked with that one. Sign in another way and link it under "
    "“Name, password and browsers”, or ask the person who runs this site for an account."
)


class NewcomerForm(SpokenForm):
    """A name for somebody who has proved elsewhere who they are."""

    username = StringField(
        later("Username"),
        [InputRequired(later("Choose a username."))],
        description=later("3 to 32 letters, digits, dots, hyphens or underscores."),
        render_kw=NAME_FIELD,
    )
    time_zone = HiddenField()

    def validate_username(self, field: StringField) -> None:
        if mistake := username_mistake(field.data):
            raise ValidationError(mistake)


@blueprint.get("/login/elsewhere")
def begin() -> ResponseReturnValue:
    """Send a browser to the provider: by a link, since forms of ours are sent to us alone."""
    page = errands.carried(request.args.get("next"))
    if current_user.is_authenticated:
        return go_to(page, "home.show")
    return _send(Errand(errands.SIGN_IN, page))


def _send(errand: Errand) -> ResponseReturnValue:
    if not site().settings.oidc_issuer:
        abort(404)
    count_passkey()
    try:
        return redirect(errands.send(errand), 303)
    except RefusedError as refusal:
        return _say_away(refusal, errand)


def _say_away(refusal: RefusedError, errand: Errand) -> ResponseReturnValue:
    current_app.logger.error("the provider can't be used: %s", refusal)
    return errands.say(AWAY, errand.next)


@blueprint.get(BACK)
def back() -> ResponseReturnValue:
    """Take a browser that comes back from the provider."""
    found = errands.come_back(request.args)
    if found is None:
        return errands.say(NOT_PROVEN)
    errand, outsider, user_id = found
    if errand.why == errands.SIGN_IN:
        return _arrive(outsider, errand)
    reader = get_reader() if current_user.is_authenticated else None
    if reader is None or reader.account_id != user_id:
        return errands.say(NOT_PROVEN)
    return _link(outsider) if errand.why == errands.LINK else _allow_password(outsider)


@blueprint.post("/login/proxy")
def proxy_submit() -> ResponseReturnValue:
    """Let in whom the proxy in front has signed in."""
    errand = Errand(errands.SIGN_IN, errands.carried(request.form.get("next")))
    outsider = ways.proxy_outsider()
    return _arrive(outsider, errand) if outsider else errands.say(NOT_PROVEN, errand.next)


def _arrive(outsider: Outsider, errand: Errand) -> ResponseReturnValue:
    """Let somebody in as whose account it opens; without one, where they may have one, begin it."""
    credentials = use_identity(outsider, now())
    if credentials:
        return _let_in(credentials, errand.next)
    invite = session.get(account.HELD, "")
    newcomer = Newcomer(outsider.issuer, outsider.subject, errand.next, invite)
    return errands.welcome(newcomer) if _may_register(newcomer) else errands.say(NOBODYS)


def _let_in(credentials: Credentials, page: str) -> ResponseReturnValue:
    """Sign in, or go on to the second step, which is asked for as after the password."""
    if not find_factors(credentials.user_id).is_guarded:
        return let_in(credentials.user_id, page, credentials.password_hash)
    ceremonies.begin(ceremonies.SIGN_IN, credentials.password_hash, credentials.user_id)
    return redirect(url_for("arriving.code", next=page or None), 303)


def _may_register(newcomer: Newcomer) -> bool:
    return is_invited(newcomer.invite, now()) if takes_invitations() else can_register()


@blueprint.get("/register/elsewhere")
def newcomer() -> ResponseReturnValue:
    found = errands.find_newcomer()
    if found is None or not _may_register(found):
        return errands.say(NOT_PROVEN)
    return _show_newcomer(NewcomerForm(formdata=None), found)


def _show_newcomer(form: NewcomerForm, found: Newcomer) -> str:
    where = ways.issuer_name(found.issuer)
    return render_template("elsewhere/newcomer.html", form=form, where=where, next=found.next)


@blueprint.post("/register/elsewhere")
def newcomer_submit() -> ResponseReturnValue:
    """Make the account; its password is one that nobody knows until its reader sets another."""
    form, found = NewcomerForm(), errands.find_newcomer()
    if found is None or not _may_register(found):
        return errands.say(NOT_PROVEN)
    if not form.validate():
        return _show_newcomer(form, found), 422
    try:
        asked = count_sign_up()
    except TooManyRequests:
        form.username.errors = [say_both(429)]
        wait = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return _show_newcomer(form, found), 429, wait
    try:
        user_id = _add(form, found)
    except (TakenIdentityError, InvitationOverError):
        return errands.say(NOT_PROVEN)
    if user_id is None:
        form.username.errors = [_("This name is taken. Choose another.")]
        return _show_newcomer(form, found), 422
    forgive(asked)
    ceremonies.take(errands.NEWCOMER)
    sign_in(user_id)
    return redirect(url_for("plan.interview", next=first_steps(found.next)), 303)


def _add(form: NewcomerForm, found: Newcomer) -> int | None:
    zone = form.time_zone.data if form.time_zone.data in TIME_ZONES else "UTC"
    invitation = found.invite if takes_invitations() else None
    password_hash = hash_password(draw_token())
    return add_linked_user(
        found.outsider, form.username.data, password_hash, now(), zone, invitation
    )


@blueprint.get("/account/elsewhere")
@login_required
def index() -> ResponseReturnValue:
    return _show()


def _show(status: int = 200, **sent: AskAgainForm) -> ResponseReturnValue:
    reader, settings = get_reader(), site().settings
    factors, links = find_factors(reader.account_id), find_links(reader.account_id)
    forms = {"link": AskAgainForm(factors, LINKING), "unlink": AskAgainForm(factors, UNLINKING)}
    issuers = {one.issuer for one in links}
    page = render_template(
        "elsewhere/index.html",
        forms=forms | sent,
        links=[(one, ways.issuer_name(one.issuer)) for one in links],
        ways=ways.find_ways(),
        may_link={
            "provider": bool(settings.oidc_issuer) and settings.oidc_issuer not in issuers,
            "proxy": bool(ways.find_proxy_user()) and ways.PROXY not in issuers,
        },
        may_set_password=settings.oidc_issuer in issuers,
        has_passkeys=takes_passkeys(factors),
    )
    return page, status


@blueprint.post("/account/elsewhere/link")
@login_required
def link_submit() -> ResponseReturnValue:
    """Ask again who it is, then link whom the proxy names, or lead on to the provider."""
    form = AskAgainForm(find_factors(get_reader().account_id), LINKING)
    if not is_by_reader(form):
        return _show(422, link=form)
    if request.form.get("way") != ways.PROXY:
        return _lead_on(errands.LINK)
    outsider = ways.proxy_outsider()
    return _link(outsider) if outsider else errands.say(NOT_PROVEN)


@blueprint.post("/account/elsewhere/password")
@login_required
def password_submit() -> ResponseReturnValue:
    """Let a reader whose password nobody knows set one: who they are is asked elsewhere, anew."""
    return _lead_on(errands.PASSWORD)


def _lead_on(why: str) -> ResponseReturnValue:
    """Show a link to the provider: a form of ours may not lead there."""
    if not site().settings.oidc_issuer:
        abort(404)
    count_passkey()
    try:
        address = errands.send(Errand(why), get_reader().account_id)
    except RefusedError as refusal:
        return _say_away(refusal, Errand(why))
    name = ways.provider_name(site().settings)
    return render_template("elsewhere/lead_on.html", address=address, name=name)


def _link(outsider: Outsider) -> ResponseReturnValue:
    reader = get_reader()
    if link_identity(reader.account_id, outsider, now(), reader.sign_in_id):
        flash(_("Linked. From now on you can sign in that way."))
    else:
        flash(_("It could not be linked: an account has it already."))
    return redirect(url_for("elsewhere.index"), 303)


def _allow_password(outsider: Outsider) -> ResponseReturnValue:
    reader = get_reader()
    if find_owner_elsewhere(outsider) != reader.account_id:
        return errands.say(NOT_PROVEN)
    session[HELD] = add_reset_link(reader.account_id, now())
    return redirect(url_for("reset_link.show"), 303)


@blueprint.post("/account/elsewhere/unlink")
@login_required
def unlink_submit() -> ResponseReturnValue:
    reader = get_reader()
    form = AskAgainForm(find_factors(reader.account_id), UNLINKING)
    if not is_by_reader(form):
        return _show(422, unlink=form)
    if unlink_identity(reader.account_id, request.form.get("issuer", ""), now(), reader.sign_in_id):
        flash(_("Unlinked. It opens your account no more."))
    return redirect(url_for("elsewhere.index"), 303)
