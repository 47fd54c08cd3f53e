"""Templates are architecture too: where they stand, and what they may not do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes
from jinja2.meta import find_undeclared_variables

from notes_site.study.questions import KINDS

TEMPLATES = Path(__file__).parent.parent / "templates"
FORBIDDEN = {
    r"\|\s*safe\b": "only study.rendering decides that HTML is safe",
    r"\sstyle\s*=": "the content security policy refuses inline styles",
    r"<style": "the content security policy refuses inline styles",
    r'<script(?![^>]*\bsrc=|(?: type="application/ld\+json")>\{\{ [\w.]+ \| tojson \}\}</)': (
        "the content security policy refuses inline scripts; data is escaped for its place"
    ),
    r"\son[a-z]+\s*=\s*[\"']": "the content security policy refuses inline handlers",
    r"\{%-?\s*autoescape": "escaping is never turned off",
    r"with context": "a macro takes arguments, and is kept between requests when it needs no more",
    r"maxlength=\"\d": "how long a value may be stands where it is kept or read, once",
    r"(?:src|href)=\"https?://(?!\{\{)": "nothing is fetched from another host",
}
VIEW = re.compile(r'render_template\(\s*"([^"]+)"')
STANDS_ONCE = {
    "the words of a verdict": (r"(?i)partly right|not right\b", "macros/verdicts.html"),
    "the link to what teaches an answer": (r"Read: ", "macros/sections.html"),
    "a kind's template": (r"quiz/kinds/\"", "macros/questions.html"),
}
"""What is said in one place, with a pattern that finds it and the template that says it."""


def complaints(source: str) -> list[str]:
    return [reason for pattern, reason in FORBIDDEN.items() if re.search(pattern, source)]


def all_templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", all_templates(), ids=lambda path: path.name)
def test_template_keeps_the_rules(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "{{ text | safe }}",
        '<p style="color: red">',
        "<script>alert(1)</script>",
        '<script type="application/ld+json">{{ facts }}</script>',
        '<a onclick="go()">',
        '<img src="https://elsewhere.example/x.png">',
        '{% from "macros/forms.html" import token with context %}',
        '<textarea name="note" maxlength="2000"></textarea>',
    ],
)
def test_planted_violation_is_caught(planted: str) -> None:
    assert complaints(planted)


def test_every_template_can_be_read(app: Flask) -> None:
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def test_view_names_a_template_of_its_blueprint() -> None:
    web = TEMPLATES.parent / "notes_site" / "web"
    named = [
        (module, name)
        for module in web.rglob("*.py")
        for name in VIEW.findall(module.read_text(encoding="utf-8"))
    ]
    for module, name in named:
        assert name.split("/")[0] == module.stem, (module.name, name)
    assert {name.split("/")[0] for _, name in named} > {"topics", "quiz", "timed", "account"}


def test_every_template_is_used() -> None:
    sources = [*TEMPLATES.rglob("*.html"), *(TEMPLATES.parent / "notes_site").rglob("*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in sources}
    for path in all_templates():
        name = path.relative_to(TEMPLATES).as_posix()
        is_kind = name.startswith("quiz/kinds/") and not path.name.startswith("_")
        others = "".join(text for other, text in texts.items() if other != path)
        assert is_kind or name in others, f"{name} is used nowhere"


def airy_names(environment: Environment, source: str, *, is_page: bool) -> set[str]:
    """Return what a template takes from whoever shows it, and not as an argument.

    A page gets values from its view; its own macros and what it includes get none of them.
    """
    parsed = environment.parse(source)
    macros = [*parsed.find_all(nodes.Macro)]
    known = environment.globals.keys() | {macro.name for macro in macros}
    pieces: list[nodes.Node] = [*macros]
    imports = (nodes.FromImport, nodes.Import)
    shared: list[nodes.Node] = [node for node in parsed.body if isinstance(node, imports)]
    if not is_page:
        shared += [node for node in parsed.body if isinstance(node, nodes.Assign)]
        pieces += [node for node in parsed.body if not isinstance(node, nodes.Macro)]
    return {
        name
        for piece in pieces
        for name in _undeclared(environment, [*shared, piece]) - _assigned(piece) - known
    }


def _undeclared(environment: Environment, body: list[nodes.Node]) -> set[str]:
    tree = nodes.Template(body, lineno=1)
    tree.set_environment(environment)
    return find_undeclared_variables(tree)


def _assigned(piece: nodes.Node) -> set[str]:
    """Return what a piece sets itself: what it sets in one branch alone, jinja2.meta misses."""
    return {name.name for name in piece.find_all(nodes.Name) if name.ctx == "store"}


def includes(environment: Environment, source: str) -> Iterator[str]:
    """Yield what a template includes; an include must name it, so that it can be looked at."""
    for node in environment.parse(source).find_all(nodes.Include):
        assert isinstance(node.template, nodes.Const), "an include that names no template"
        yield node.template.value


def is_part(name: str) -> bool:
    """Tell what belongs to pages from pages."""
    return name.startswith(("macros/", "quiz/kinds/")) or name.rpartition("/")[2].startswith("_")


def test_macros_and_partials_take_nothing_from_the_air(app: Flask) -> None:
    for path in all_templates():
        name, source = path.relative_to(TEMPLATES).as_posix(), path.read_text(encoding="utf-8")
        assert airy_names(app.jinja_env, source, is_page=not is_part(name)) == set(), name


def test_only_what_needs_nothing_is_included(app: Flask) -> None:
    included = {
        name
        for path in all_templates()
        for name in includes(app.jinja_env, path.read_text(encoding="utf-8"))
    }
    assert included == {"offline/_keep.html"}
    assert all(is_part(name) for name in included)


@pytest.mark.parametrize(
    ("planted", "is_page"),
    [
        ("{% macro fields(shown) %}{{ shown.question }}{{ draft }}{% endmacro %}", False),
        ("{{ draft }}", False),
        ("{% macro set_it() %}{% set draft = 1 %}{% endmacro %}{{ draft }}", False),
        ("{% set draft = 1 %}{% macro field() %}{{ draft }}{% endmacro %}", True),
        ("{% block page %}{% macro field() %}{{ draft }}{% endmacro %}{% endblock %}", True),
    ],
)
def test_planted_name_from_the_air_is_found(app: Flask, planted: str, is_page: bool) -> None:
    assert airy_names(app.jinja_env, planted, is_page=is_page) == {"draft"}


def test_planted_include_is_seen(app: Flask) -> None:
    assert [*includes(app.jinja_env, '{% if a %}{% include "a/_b.html" %}{% endif %}')] == [
        "a/_b.html"
    ]
    with pytest.raises(AssertionError, match="names no template"):
        [*includes(app.jinja_env, '{% include "quiz/" ~ kind %}')]


def unused_imports(environment: Environment, source: str) -> set[str]:
    parsed = environment.parse(source)
    imported = {
        name if isinstance(name, str) else name[1]
        for node in parsed.find_all(nodes.FromImport)
        for name in node.names
    }
    return imported - {name.name for name in parsed.find_all(nodes.Name) if name.ctx == "load"}


def test_what_is_imported_is_used(app: Flask) -> None:
    planted = '{% from "a.html" import used, other %}{{ used() }}'
    assert unused_imports(app.jinja_env, planted) == {"other"}
    for path in all_templates():
        source = path.read_text(encoding="utf-8")
        assert unused_imports(app.jinja_env, source) == set(), path.name


@pytest.mark.parametrize("what", STANDS_ONCE)
def test_what_several_pages_say_stands_once(what: str) -> None:
    pattern, home = STANDS_ONCE[what]
    said_in = {
        path.relative_to(TEMPLATES).as_posix()
        for path in all_templates()
        if re.search(pattern, path.read_text(encoding="utf-8"))
    }
    assert said_in == {home}, what


def test_every_kind_has_a_macro_that_draws_it(app: Flask) -> None:
    for kind in KINDS:
        module = app.jinja_env.get_template(f"quiz/kinds/{kind}.html").module
        assert vars(module)["fields"].arguments == ("shown",), kind
