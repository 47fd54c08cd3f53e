"""What the interface says, in Python and in templates."""

from flask import Flask, render_template_string

from notes_site.web.languages.catalogues import load_tongue
from notes_site.words import _, later_in, ngettext, pgettext, speaking


def test_words_without_a_catalogue_stay_as_they_were_written() -> None:
    assert _("100 %% of %(what)s", what="it") == "100 % of it"
    assert _("100 %%") == "100 %"
    assert [ngettext("%(num)s card", "%(num)s cards", n) for n in (1, 2)] == ["1 card", "2 cards"]


def test_what_is_put_into_a_templates_words_is_escaped(app: Flask) -> None:
    source = "{% trans name=name %}Hello <b>{{ name }}</b>{% endtrans %} {{ _('%(n)s!', n=name) }}"
    with app.test_request_context():
        assert render_template_string(source, name="<i>") == "Hello <b>&lt;i&gt;</b> &lt;i&gt;!"


def test_text_with_two_meanings_is_told_which_one_it_has(app: Flask) -> None:
    source = "{{ pgettext('heading', 'Search') }}"
    with app.test_request_context():
        assert render_template_string(source) == "Search"


def test_text_with_two_meanings_is_translated_by_the_one_that_it_has() -> None:
    level = later_in("a level", "Middle")
    assert [str(level), pgettext("answers", "right")] == ["Middle", "right"]
    with speaking(load_tongue("es")):
        assert str(level) == "Intermedio"
        assert [pgettext("an answer", "right"), pgettext("answers", "right")] == [
            "correcto",
            "correctas",
        ]
    with speaking(load_tongue("ar")):
        assert [pgettext("to type in", "Code"), _("Code")] == ["الرمز", "الكود"]
