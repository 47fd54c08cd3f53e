"""The interface's own words, in the language of who reads: every layer says its words by these.

`_("Saved")` and `ngettext("%(num)s card", "%(num)s cards", count)` in Python, `{{ _("Saved") }}`
and `{% trans %}…{% endtrans %}` in templates. A per cent sign is written twice, but for `trans`.
What means two things says which: `pgettext("a level", "Middle")`. What is said later than it is
written (a label, a constant) is `later("Saved")` and `later_in("a level", "Middle")`, or
`N_("Saved")` where whoever uses it puts it through `_`. What authors wrote, and what the command
line and the check say, never goes through here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations


@dataclass(frozen=True, slots=True)
class Joining:
    """What stands between the members of a list: of two, of more, and before the last of more."""

    pair: str
    between: str
    last: str

    def gap(self, place: int, count: int) -> str:
        """Return what follows the member at a place, from 1, of so many."""
        if place == count:
            return ""
        return self.pair if count == 2 else self.last if place == count - 1 else self.between


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language that the interface is shown in, and its words for what stands in the code."""

    language: str
    catalogue: NullTranslations
    version: str = ""
    """Changes with the catalogue, for what is kept of its words."""
    show_number: Callable[[float], str] = "{:,}".format
    all_of: Joining = Joining(" and ", ", ", " and ")
    one_of: Joining = Joining(" or ", ", ", " or ")


ENGLISH = Tongue("en", NullTranslations())
"""The language of the code itself, which needs no catalogue."""
_spoken: ContextVar[Tongue] = ContextVar("_spoken", default=ENGLISH)
"""The language of whoever is served now."""


def speak(spoken: Tongue) -> None:
    """Say everything in this language from now on, to whom this thread serves."""
    _spoken.set(spoken)


@contextmanager
def speaking(spoken: Tongue) -> Iterator[None]:
    """Say in this language what is said meanwhile."""
    before = _spoken.set(spoken)
    try:
        yield
    finally:
        _spoken.reset(before)


def spoken_language() -> str:
    """Return the code of the language that is spoken now: en, de, pt_BR."""
    return _spoken.get().language


def spoken_words() -> tuple[str, str]:
    """Return what tells the words that are spoken now from all others, for what is kept of them."""
    return _spoken.get().language, _spoken.get().version


def translate(text: str) -> str:
    """Return a text of the interface as its catalogue has it, places to fill left as they are."""
    return _spoken.get().catalogue.gettext(text) if text else ""


def translate_counted(one: str, many: str, count: int) -> str:
    """Return the form of a text that its language has for this count, places left as they are."""
    return _spoken.get().catalogue.ngettext(one, many, count)


def translate_in_context(context: str, text: str) -> str:
    """Return a text that means more than one thing, as its catalogue has it for this one."""
    return _spoken.get().catalogue.pgettext(context, text)


def _(text: str, **values: object) -> str:
    """Return a text of the interface, its places such as `%(name)s` filled."""
    return translate(text) % values


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """Return the form of a text for a count, which stands at `%(num)s`, its places filled."""
    return translate_counted(one, many, num) % ({"num": show_number(num)} | values)


def pgettext(context: str, text: str, **values: object) -> str:
    """Return a text that means more than one thing, its places filled; `context` says which."""
    return translate_in_context(context, text) % values


def show_number(number: float) -> str:
    """Write a number as the language does: 1,200."""
    return _spoken.get().show_number(number)


def show_list(parts: Iterable[str]) -> str:
    """Join words as the language does: one, two and three."""
    return _join(parts, _spoken.get().all_of)


def show_choice(parts: Iterable[str]) -> str:
    """Join words of which one holds: one, two or three."""
    return _join(parts, _spoken.get().one_of)


def gap(place: int, count: int) -> str:
    """Return what follows the member of a list at a place, from 1: `, ` or ` and `."""
    return _spoken.get().all_of.gap(place, count)


def _join(parts: Iterable[str], joining: Joining) -> str:
    found = [*parts]
    return "".join(part + joining.gap(at, len(found)) for at, part in enumerate(found, 1))


def N_(text: str) -> str:  # noqa: N802 - as gettext's own tools call it
    """Mark words that go through `_` where they are used."""
    return text


class later:  # noqa: N801 - used like `_`
    """Words that stand in a class or a constant, and are said anew whenever they are shown."""

    def __init__(self, text: str, **values: object) -> None:
        self._text, self._values = text, values

    def __str__(self) -> str:
        return self._say()

    def __mod__(self, values: Mapping[str, object]) -> str:
        """Fill places that only who shows the words can fill, as validators do."""
        return self._say(**values)

    def _say(self, **more: object) -> str:
        return _(self._text, **self._values, **more)


class later_in(later):  # noqa: N801 - used like `pgettext`
    """The same for words that mean more than one thing."""

    def __init__(self, context: str, text: str, **values: object) -> None:
        super().__init__(text, **values)
        self._context = context

    def _say(self, **more: object) -> str:
        return pgettext(self._context, self._text, **self._values, **more)
