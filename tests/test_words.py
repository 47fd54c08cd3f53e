"""What the interface says, in Python and in templates."""

from flask import Flask, render_template_string

from notes_site.words import _, ngettext


def test_words_without_a_catalogue_stay_as_they_were_written() -> None:
    assert _("100 %% of %(what)s", what="it") == "100 % of it"
    assert _("100 %%") == "100 %"
    assert [ngettext("%(num)s card", "%(num)s cards", n) for n in (1, 2)] == ["1 card", "2 cards"]


def test_what_is_put_into_a_templates_words_is_escaped(app: Flask) -> None:
    source = "{% trans name=name %}Hello <b>{{ name }}</b>{% endtrans %} {{ _('%(n)s!', n=name) }}"
    with app.test_request_context():
        assert render_template_string(source, name="<i>") == "Hello <b>&lt;i&gt;</b> &lt;i&gt;!"
