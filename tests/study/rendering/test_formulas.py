"""Formulas: what counts as one, how it is shown and said, and that nothing hostile gets through."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notes_site.study.bank.formulas import as_mathjax
from notes_site.study.rendering import Renderer, plain_text
from notes_site.study.text.blocks import Fence, Prose
from notes_site.study.text.formulas import find_formulas
from notes_site.study.text.mathml import ATTRIBUTES, TAGS, FormulaError, to_mathml
from tests.pages import elements

HOSTILE = [
    r"\text{<img/src=x/onerror=alert(1)>}",
    r"\text{&lt;img src=x onerror=alert(1)&gt;}",
    r"\text{</mtext></math><script>alert(1)</script>}",
    r"\text{<annotation-xml encoding='text/html'><svg onload=alert(1)></annotation-xml>}",
    r"\mathrm{<style><img src=x onerror=alert(1)></style>}",
    r"x\text{<mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>}",
    r"\operatorname{<svg/onload=alert(1)>}",
    r"\begin{array}{<b>}x\end{array}",
    r"\hspace{1em;background:url(//elsewhere.example)}",
    r"\kern1em\" onload=alert(1) x",
    r"\text{" + "\ue0020\ue003" + "}",
    '" onmouseover="alert(1)',
]
MUTATIONS = [
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x'>",
    "<math><annotation-xml encoding='text/html'><p><script>alert(1)</script>",
    "<math><annotation-xml encoding='application/xhtml+xml'><svg/onload=alert(1)>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math href='javascript:alert(1)' xlink:href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><maction actiontype='statusline#//elsewhere.example' xlink:href='javascript:x'>x",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mi style='background:url(//elsewhere.example/)'>x</mi></math>",
    '[x](https://example.org "$a$ onmouseover=alert(1) \ue0020\ue003") and $b$',
    '<abbr title="<p>&#xe002;0&#xe003;</p><img src=x onerror=alert(1)>">x</abbr> $b$',
    "[$a$](javascript:alert(1)) `$x$` <a href='java&#10;script:x'>y</a>",
]
MATHML = TAGS | {"div", "span"}
HTML = {
    *("p", "a", "abbr", "b", "code", "blockquote", "ul", "ol", "li", "s", "em", "strong", "br"),
    *("hr", "table", "thead", "tbody", "tr", "th", "td", "figure", "pre", "h4", "h5", "h6"),
    *("dl", "dt", "dd", "i", "u", "q", "sub", "sup", "kbd", "figcaption"),
}
ALLOWED = {
    *("alttext", "display", "class", "tabindex", "role", "aria-label", "href", "title", "rel"),
    *("align", "scope", "start"),
    *(name for names in ATTRIBUTES.values() for name in names),
}


def harmless(html: str) -> bool:
    """Tell whether a browser would find no script, style or request in what was rendered."""
    for tag, attributes in elements(html):
        assert tag in MATHML | HTML, (tag, html)
        assert attributes.keys() <= ALLOWED, (attributes, html)
        href = attributes.get("href") or ""
        assert ":" not in href or href.startswith(("http:", "https:", "mailto:")), html
    return True


@pytest.fixture
def renderer() -> Renderer:
    return Renderer("/topics/")


@pytest.mark.promise("D2")
@pytest.mark.parametrize("latex", HOSTILE)
def test_hostile_formula_leaves_nothing_active(renderer: Renderer, latex: str) -> None:
    assert harmless(renderer.text(f"a ${latex}$ b"))
    assert harmless(renderer.label(f"a ${latex}$ b"))
    assert harmless(renderer.blocks([Fence("math", {}, latex, 1)]))


@pytest.mark.promise("D2")
@pytest.mark.parametrize("text", MUTATIONS)
def test_html_that_changes_while_it_is_cleaned_leaves_nothing_active(
    renderer: Renderer, text: str
) -> None:
    html = renderer.text(text)
    assert harmless(html)
    assert renderer.text(html) is not None
    assert harmless(Renderer("/topics/").text(str(html)))


PIECES = st.sampled_from(
    [*HOSTILE, *MUTATIONS, "$", "$$", "`", "```\n", "\n\n", "- ", "> ", "| a |\n|---|\n", "\\", "{"]
)


@pytest.mark.promise("D2")
@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=6))
def test_nothing_that_can_be_written_is_active(pieces: list[str]) -> None:
    assert harmless(Renderer("/topics/").text("".join(pieces)))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("is $x^2$.", ["x^2"]),
        ("($a$, $b$)", ["a", "b"]),
        ("$a\\$b$", ["a\\$b"]),
        ("$`a_1`$", ["a_1"]),
        ("in\n$$\na\n$$\n", ["a"]),
        ("$$a$$ and $b$", ["a", "b"]),
        ("> $$\n> a\n> b\n> $$", ["a\nb"]),
        ("over two\nlines $a +\nb$", ["a +\nb"]),
        ("$PATH and $HOME", []),
        ("$5 or $6, US$5$", []),
        ("$5-$6", []),
        ("\\$a$ and `$a$` and ``$`a`$``", []),
        ("- ```sh\n  $a$\n  ```\n", []),
        ("[x](/$a$) and <https://a.b/$c$>", []),
        ("$a\n\nb$", []),
        ("$ a$ and $a $", []),
    ],
)
def test_dollar_signs_hold_a_formula_or_stay_text(text: str, latex: list[str]) -> None:
    assert [formula.latex for formula in find_formulas(text)] == latex


def test_formula_says_its_latex_where_words_are_wanted(renderer: Renderer) -> None:
    assert renderer.plain("So $a < b$ is") == "So a < b is"
    assert plain_text([Prose("So $\\sigma_x$ is", 1)]).strip() == "So \\sigma_x is"
    assert 'aria-label="\\frac{1}{3}"' in renderer.label("$\\frac{1}{3}$")
    assert "aria-label" not in renderer.text("$\\frac{1}{3}$")


def test_long_formula_scrolls_by_keyboard_but_not_inside_of_what_is_pressed(
    renderer: Renderer,
) -> None:
    long = "$a + b + c + d + e + f + g + h + i + j + k$"
    assert '<span class="table-scroll" tabindex="0"' in renderer.text(f"So {long} is")
    assert "tabindex" not in renderer.text("So $a + b$ is")
    assert "tabindex" not in renderer.label(f"So {long} is")


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\foo", r"has \foo, which is no command"),
        (r"\frac{a}", "isn't finished"),
        (r"\frac{a}{b", "a brace too many or too few"),
        (r"a}{", "a brace too many or too few"),
        (r"x^", "isn't finished"),
        (r"\begin{foo}x\end{foo}", r"has \begin{foo}"),
        (r"\newcommand{\a}{\a\a}\a", r"has \newcommand, which isn't taken"),
        (r"\href{javascript:alert(1)}{x}", r"has \href, which isn't taken"),
        (r"\textcolor{red}{x}", r"has \textcolor, which isn't taken"),
        ("x" * 2_001, "over 2,000 characters"),
        ("{" * 41 + "}" * 41, "nested too deeply"),
        (" ", "is empty"),
    ],
)
def test_mistake_in_a_formula_is_named(latex: str, words: str) -> None:
    with pytest.raises(FormulaError) as raised:
        to_mathml(latex, is_display=False)
    assert words in str(raised.value)


def test_formula_with_a_mistake_is_shown_as_it_was_written(renderer: Renderer) -> None:
    assert renderer.text("So $\\foo$ is") == "<p>So <code>$\\foo$</code> is</p>"


@pytest.mark.parametrize(
    ("latex", "html"),
    [
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
        (r"\mathbf{x}", "<mi>𝐱</mi>"),
        (r"\mathrm{d}", '<mi mathvariant="normal">d</mi>'),
        (r"\text{if } x", "<mtext>if&nbsp;</mtext>"),
        (r"\begin{pmatrix}a&b\end{pmatrix}", "<mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd>"),
    ],
)
def test_letters_and_tables_of_a_formula_are_those_that_browsers_show(
    latex: str, html: str
) -> None:
    assert html in to_mathml(latex, is_display=False)


def test_other_programs_get_latex_for_mathjax(renderer: Renderer) -> None:
    text = "If $x_1 < y^*$ and `$a$`"
    assert as_mathjax(text) == r"If \\\(x\_1 &lt; y^\*\\\) and `$a$`"
    assert renderer.text(as_mathjax(text)) == (r"<p>If \(x_1 &lt; y^*\) and <code>$a$</code></p>")


def test_library_for_formulas_is_imported_when_one_is_met() -> None:
    code = (
        "import sys; from notes_site.study.rendering import Renderer; "
        "Renderer('/').text('costs $5'); assert 'latex2mathml' not in sys.modules; "
        "Renderer('/').text('is $x$'); assert 'latex2mathml' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
