"""A reader's questions as cards for Anki: those they have answered, with what is right and why."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from notes_site.store.practice.untold import find_untold
from notes_site.study.bank.anki import anki_text
from notes_site.study.bank.cards import notes_of
from notes_site.study.bank.item import BankItem, read_item
from notes_site.study.content.library import Topic
from notes_site.web.context import (
    find_known,
    get_reader,
    library,
    now,
    renderer,
    site_title,
    topic_or_404,
)
from notes_site.words import later

blueprint = Blueprint("anki", __name__)

WHICH: Mapping[str, later] = {
    "answered": later("All that you answered"),
    "wrong": later("What you got wrong last"),
}
"""What can be taken along."""


@blueprint.get("/account/data/anki.txt")
@login_required
def cards() -> ResponseReturnValue:
    """Send the cards of one topic or of all; never one whose answer the reader may not see yet."""
    which, slug = request.args.get("which", "answered"), request.args.get("topic", "")
    if which not in WHICH:
        abort(404)
    topics = (topic_or_404(slug),) if slug else library().topics
    items = _items(topics, is_wrong=which == "wrong")
    text = anki_text(notes_of(items, site_title(), library().title, renderer().without_pictures()))
    name = f"notes-{slug or 'all'}-{which}.txt"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return text, {"Content-Type": "text/plain; charset=utf-8"} | disposition


def _items(topics: tuple[Topic, ...], *, is_wrong: bool) -> Iterator[BankItem]:
    """Yield what the reader answered since it means what it means, in the library's order."""
    reader = get_reader()
    known, untold = find_known(reader), find_untold(reader.id, now())
    for topic in topics:
        for question in topic.questions:
            history, answer = known.history(question), question.kind.exchanged
            if history is None or answer is None or question.id in untold:
                continue
            if not (is_wrong and history.is_last_right):
                yield read_item(question, answer, topic.title)
