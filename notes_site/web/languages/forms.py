"""Forms whose own messages are in the language of who fills them in."""

from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect, FlaskForm

from notes_site.words import N_, translate, translate_counted

OF_WTFORMS = (
    N_("Invalid Choice: could not coerce."),
    N_("Invalid choice(s): one or more data inputs could not be coerced."),
    N_("Not a valid choice."),
    N_("Not a valid date value."),
    N_("Not a valid integer value."),
    N_("This field is required."),
    N_("Number must be at least %(min)s."),
    N_("Number must be at most %(max)s."),
    N_("Number must be between %(min)s and %(max)s."),
)
"""What WTForms says by itself in forms of ours; here translators' tools find it."""


def init_app(app: Flask) -> None:
    """Take no form that doesn't stand on a page of ours."""
    CSRFProtect(app)


class SpokenForm(FlaskForm):
    """A form that speaks as the rest of the page does."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> "Translations":  # noqa: ARG002 - asked so
            return Translations()


class Translations:
    """What WTForms asks for its words; it fills their places itself."""

    def gettext(self, text: str) -> str:
        return translate(text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return translate_counted(one, many, count)


def _counted_of_wtforms(ngettext: Any) -> None:
    """Name, for translators' tools, what WTForms says of a count."""
    ngettext(
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
        1,
    )
    ngettext(
        "Field must be at least %(min)d character long.",
        "Field must be at least %(min)d characters long.",
        1,
    )
    ngettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        1,
    )
