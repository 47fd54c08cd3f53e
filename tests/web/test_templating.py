"""Templates are filled as Jinja fills them, whatever is called, inside of a loop or not."""

from typing import Any

import pytest
from flask import Flask
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context

LOOP = "{{% for name in names %}}{}{{% endfor %}}"


def show(app: Flask, source: str, **values: object) -> str:
    return app.jinja_env.from_string(source).render(values)


@pytest.mark.parametrize(
    "message",
    [
        '{{ _("Hello, %(name)s", name=name) }};',
        '{{ ngettext("Hello, %(name)s", "Hello, %(name)s", 1, name=name) }};',
        '{{ pgettext("to a reader", "Hello, %(name)s", name=name) }};',
        "{% trans name %}Hello, {{ name }}{% endtrans %};",
        "{% trans count=1, name %}Hello, {{ name }}{% pluralize %}{{ name }}s{% endtrans %};",
    ],
)
def test_what_fills_a_place_is_escaped_inside_of_a_loop(app: Flask, message: str) -> None:
    said = show(app, LOOP.format(message), names=["<ada>", "bob & co"])
    assert said == "Hello, &lt;ada&gt;;Hello, bob &amp; co;"


def test_count_stands_at_num_unless_something_else_does(app: Flask) -> None:
    words = 'ngettext("%(num)s card", "%(num)s cards", 1200'
    assert show(app, f"{{{{ {words}) }}}}") == "1200 cards"
    assert show(app, f'{{{{ {words}, num="1,200") }}}}') == "1,200 cards"


def test_function_that_wants_the_context_gets_it_with_the_loops_own(app: Flask) -> None:
    @pass_context
    def named(context: Context) -> Any:
        return context["own"]

    asked = LOOP.format("{% set own = name %}{{ named() }};")
    assert show(app, asked, names="ab", named=named) == "a;b;"


def test_method_that_wants_what_is_compiled_gets_it(app: Flask) -> None:
    class Asked:
        @pass_eval_context
        def escapes(self, known: EvalContext) -> bool:
            return known.autoescape

    assert show(app, LOOP.format("{{ asked.escapes() }}"), names="a", asked=Asked()) == "True"


def test_macro_escapes_and_calls_back_inside_of_a_loop(app: Flask) -> None:
    macro = "{% macro card(name) %}<b>{{ name }}: {{ caller() }}</b>{% endmacro %}"
    asked = LOOP.format("{% call card(name) %}{{ name }}!{% endcall %}")
    assert show(app, macro + asked, names=["<", "a"]) == "<b>&lt;: &lt;!</b><b>a: a!</b>"


def test_templates_of_one_environment_know_one_set_of_globals(app: Flask) -> None:
    shown = app.jinja_env.from_string("{{ longest }}")
    assert shown.globals is app.jinja_env.globals
    own = app.jinja_env.from_string("{{ longest }}", globals={"longest": "of its own"})
    assert own.render() == "of its own" != shown.render()
