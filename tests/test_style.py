"""The stylesheet keeps to its scale: what a rule measures is a token, and every token is used."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
SCALED = re.compile(
    r"(?<![\w-])(?:margin|padding|gap|column-gap|font|font-size)(?:-(?:block|inline|top|right|bottom"
    r"|left|start|end))*:[^;}]*?\d(?:rem|px)[^;}]*"
)


def read_styles() -> str:
    return "\n".join((STATIC / name).read_text("utf-8") for name in ("site.css", "figures.css"))


def screen_rules() -> str:
    """Return what follows the tokens, without what is printed on paper and drawn in charts."""
    _, _, rules = (STATIC / "site.css").read_text("utf-8").partition("\n}\n")
    charts = (STATIC / "figures.css").read_text("utf-8")
    return re.sub(r"\.chart-word[^}]*}", "", rules.partition("@media print")[0] + charts)


def off_scale(rules: str) -> list[str]:
    """Return what measures space, type or a touch target by itself; hairlines may."""
    rules = re.sub(r"\b[1-3]px", "", rules)
    return SCALED.findall(rules) + re.findall(r"[^;{]*\b44px", rules)


def test_space_and_type_are_taken_from_the_scale() -> None:
    assert off_scale(screen_rules()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "p { margin: 0 0 1.1rem; }",
        "p { padding-inline: var(--space-2) 5px; }",
        "p { font: 600 1.05rem/1.4 var(--sans); }",
        "p { font-size: 17px; }",
        "a { min-height: 44px; }",
    ],
)
def test_measure_of_its_own_is_caught(planted: str) -> None:
    assert off_scale(planted)


def test_every_token_is_known_and_used() -> None:
    text = read_styles()
    defined = set(re.findall(r"(--[\w-]+):", text))
    assert defined == set(re.findall(r"var\((--[\w-]+)\)", text))


def test_scales_stay_short() -> None:
    text = read_styles()
    assert len(set(re.findall(r"--space-\d+", text))) <= 10
    assert len(set(re.findall(r"font(?:-size)?: (?:\d+ )?var\((--\w+)", text)) - {"--code"}) <= 7
