"""Asking again who it is, before what matters: a passkey, or the password and a code."""

from collections.abc import Callable

from wtforms import BooleanField, Field, HiddenField, PasswordField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    StopValidation,
    ValidationError,
)

from notes_site.store.people.passwords import LONGEST, SHORTEST, password_mistake
from notes_site.store.people.second import Factors
from notes_site.store.people.users import username_mistake
from notes_site.web.context import get_reader
from notes_site.web.door.codes import is_code
from notes_site.web.door.confirming import find_proven
from notes_site.web.forms import NAME_FIELD
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people.arriving import CODE_FIELD, LONGEST_CODE
from notes_site.web.people.authenticators import find_owner
from notes_site.words import _, later


def _unless_passkey(words: later) -> Callable[[SpokenForm, Field], None]:
    """Return what asks for a field in a form that is not proven by a passkey."""

    def check(form: SpokenForm, field: Field) -> None:
        if not field.data and not form.credential.data:
            raise StopValidation(str(words))

    return check


class AskAgainForm(SpokenForm):
    """Asks again who it is: by a passkey, or the password and what it takes beside it."""

    credential = HiddenField(render_kw={"data-credential": ""})
    password = PasswordField(
        later("Your password"),
        [_unless_passkey(later("Enter your password.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        later("A code from your app, or a recovery code"),
        [_unless_passkey(later("Enter a code.")), Length(max=LONGEST_CODE)],
        render_kw=CODE_FIELD,
    )

    def __init__(self, factors: Factors, prefix: str) -> None:
        super().__init__(prefix=prefix)
        self.takes_app = not factors.is_passkey_only
        if not factors.is_guarded:
            del self.code
        elif not self.takes_app:
            self.code.label.text = _("A recovery code")


class PasswordForm(AskAgainForm):
    new = PasswordField(
        later("New password"),
        [InputRequired(later("Choose a new password."))],
        description=later("At least %(shortest)s characters.", shortest=SHORTEST),
        render_kw={"autocomplete": "new-password"},
    )

    def validate_new(self, field: PasswordField) -> None:
        if mistake := password_mistake(field.data, get_reader().username):
            raise ValidationError(mistake)


class NameForm(AskAgainForm):
    new = StringField(
        later("New name"),
        [InputRequired(later("Choose a name."))],
        description=later("3 to 32 letters, digits, dots, hyphens or underscores."),
        render_kw=NAME_FIELD,
    )

    def validate_new(self, field: StringField) -> None:
        if mistake := username_mistake(field.data):
            raise ValidationError(mistake)
        if field.data.casefold() == (self.password.data or "").casefold():
            raise ValidationError(_("The name can't be your password. Choose another."))


class DeleteForm(AskAgainForm):
    is_sure = BooleanField(
        later("Delete my account and everything in it"),
        [DataRequired(later("Tick the box to confirm."))],
    )


def is_by_reader(form: AskAgainForm) -> bool:
    """Tell whether a form is valid and its sender proves to be the reader; what proves is used up.

    A passkey proves alone; the password does where it also signs in alone, else a code belongs to
    it.
    """
    is_valid = form.validate()
    if form.credential.data:
        signed, form.credential.data = form.credential.data, ""  # the page that follows has none
        if is_valid and find_owner(signed) != get_reader().account_id:
            form.password.errors = [_("This passkey isn't one of yours.")]
        return not form.errors
    if not is_valid:
        return False
    proven = find_proven(get_reader().username, form.password.data)
    if proven is None or proven.user_id != get_reader().account_id:  # who may have the name by now
        form.password.errors = [_("This is not your password. Check it and try again.")]
        return False
    if form.code is None or is_code(
        get_reader().account_id, form.code.data, takes_app=form.takes_app, is_inside=True
    ):
        return True
    form.code.errors = [_("This code isn't right, or was used before. Wait for the next one.")]
    return False
