"""Templates as this site fills them: Jinja's, with less done for each word of a page.

A page for a reader calls some two hundred macros, messages and addresses. Jinja asks each anew
whether it wants the context, makes one more context for each message inside of a loop, and keeps
globals in a chain of two mappings: a fifth of such a page's time (docs/performance.md). Nothing
here needs that: no template has globals of its own, and messages need no context, since every
template is one of HTML or XML, where what fills a place is escaped.
"""

from collections.abc import MutableMapping
from types import FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2.runtime import Context, Macro

from notes_site.study.rendering.values import render_words
from notes_site.words import translate, translate_counted, translate_in_context


def init_app(app: Flask) -> None:
    """Come before whatever asks for the environment, and let templates speak."""
    app.jinja_environment = SharedEnvironment
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext)


FUNCTIONS = {FunctionType, MethodType}
"""What can be called at once where its `__dict__` is empty: Jinja's marks stand there."""


class DirectContext(Context):
    """Calls what wants nothing of a context at once."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        kind = type(called)
        if kind is Macro or (kind in FUNCTIONS and not called.__dict__):
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        return super().call(called, *args, **kwargs)


class SharedEnvironment(Environment):
    """Its globals are those of each of its templates, without a mapping between them."""

    context_class = DirectContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def gettext(text: str, /, **values: object) -> str:
    return render_words(translate(text), values)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The count stands at `%(num)s`, unless another value does."""
    return render_words(translate_counted(one, many, count), {"num": count} | values)


def pgettext(context: str, text: str, /, **values: object) -> str:
    return render_words(translate_in_context(context, text), values)
