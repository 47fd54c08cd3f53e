"""The interface's own words, in the language of who reads: every layer says its words by these.

`_("Saved")` and `ngettext("%(num)s card", "%(num)s cards", count)` in Python, `{{ _("Saved") }}`
and `{% trans %}…{% endtrans %}` in templates. A per cent sign is written twice, but for `trans`.
What authors wrote, and what the command line and the check say, never goes through here.
"""

from contextvars import ContextVar
from gettext import NullTranslations

UNTRANSLATED = NullTranslations()
_spoken: ContextVar[NullTranslations | None] = ContextVar("_spoken", default=None)
"""The catalogue of whoever is served now; without one the words stay as they were written."""


def translate(text: str) -> str:
    """Return a text of the interface as its catalogue has it, places to fill left as they are."""
    return (_spoken.get() or UNTRANSLATED).gettext(text)


def translate_counted(one: str, many: str, count: int) -> str:
    """Return the form of a text that its language has for this count, places left as they are."""
    return (_spoken.get() or UNTRANSLATED).ngettext(one, many, count)


def _(text: str, **values: object) -> str:
    """Return a text of the interface, its places such as `%(name)s` filled."""
    return translate(text) % values


def translate_in_context(context: str, text: str) -> str:
    """Return a text that means more than one thing, as its catalogue has it for this one."""
    found = translate(f"{context}\4{text}")  # as catalogues keep it
    return text if "\4" in found else found


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return the form of a text for a count, which stands at `%(num)s`, its places filled."""
    return translate_counted(one, many, num) % ({"num": num} | values)
