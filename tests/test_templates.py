"""Templates are architecture too: where they stand, and what they may not do."""

import re
from pathlib import Path

import pytest
from flask import Flask

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
    r"(?:src|href)=\"https?://(?!\{\{)": "nothing is fetched from another host",
}
VIEW = re.compile(r'render_template\(\s*"([^"]+)"')


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
