"""What a reader keeps with questions and sections, and what they say is wrong."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort
from flask.views import MethodView

from notes_site.store.notes.flags import add_flag
from notes_site.store.notes.marks import Marks, find_marks, keep_marks
from notes_site.store.notes.reading import find_reads, record_reads
from notes_site.store.people.uses import FLAG, MARK
from notes_site.study.content.library import SectionRef
from notes_site.web.context import course, library, now, question_or_404, topic_or_404
from notes_site.web.machines.api.access import needs, reader
from notes_site.web.machines.api.blueprints import PageArgs, new_blueprint, page_of
from notes_site.web.machines.api.requests import counted, insist_on_match, matched, refuse
from notes_site.web.machines.api.schemas import (
    FlagSchema,
    MarksChangeSchema,
    MarksSchema,
    ReadListSchema,
    SavedListSchema,
)
from notes_site.web.machines.api.shown import Told, place
from notes_site.web.practice.drafts import as_note

blueprint = new_blueprint("saved", "Bookmarks, notes, remarks, and what was read.")


@blueprint.route("/marks")
class SavedResource(MethodView):
    @needs("read")
    @blueprint.arguments(PageArgs, location="query")
    @blueprint.response(200, SavedListSchema)
    def get(self, args: dict[str, Any]) -> Any:
        """List the questions that the reader bookmarked, noted or left out."""
        marks = find_marks(reader().id)
        found = [
            {"question_id": one.id, "topic": one.slug, "title": one.title} | _tell(marks[one.id])
            for one in library().questions.values()
            if one.id in marks
        ]
        return page_of(found, lambda one: str(one["question_id"]), args)


def _tell(marks: Marks) -> Told:
    return {
        "is_bookmarked": marks.is_bookmarked,
        "is_suspended": marks.is_suspended,
        "note": marks.note,
    }


def _find(question_id: str) -> Marks:
    question = question_or_404(question_id)
    return find_marks(reader().id, [question.id]).get(question.id, Marks())


@blueprint.route("/questions/<question_id>/marks")
class MarksResource(MethodView):
    @needs("read")
    @blueprint.response(200, MarksSchema)
    def get(self, question_id: str) -> Any:
        """Give what the reader keeps with a question."""
        return _find(question_id)

    @needs("practise")
    @counted(MARK)
    @matched
    @blueprint.arguments(MarksChangeSchema)
    @blueprint.response(200, MarksSchema)
    def patch(self, change: dict[str, Any], question_id: str) -> Any:
        """Change what is named of it."""
        return _keep(question_id, change)

    @needs("practise")
    @counted(MARK)
    @matched
    @blueprint.response(200, MarksSchema)
    def delete(self, question_id: str) -> Any:
        """Keep nothing more with it."""
        return _keep(question_id, _tell(Marks()))


def _keep(question_id: str, change: Mapping[str, Any]) -> Marks:
    """Change them as they are, and anew where another changed them between reading and storing."""
    while True:
        before = _find(question_id)
        insist_on_match(MarksSchema(), before)
        note = as_note(change.get("note", before.note))
        after = replace(before, **{**change, "note": note})
        if keep_marks(reader().id, question_id, after, now(), instead_of=before):
            return after


@blueprint.route("/questions/<question_id>/flags")
class FlagsResource(MethodView):
    @needs("practise")
    @counted(FLAG)
    @blueprint.arguments(FlagSchema)
    @blueprint.response(201, FlagSchema)
    def post(self, flag: dict[str, Any], question_id: str) -> Any:
        """Tell the host what is wrong with a question."""
        question = question_or_404(question_id)
        words = flag["words"].replace("\r\n", "\n").strip()
        if not words:
            refuse("words", "Say in a few words what is wrong.")
        add_flag(reader().id, question.id, question.content_hash, words, now(), course())
        return {"words": words}


@blueprint.route("/read")
class ReadResource(MethodView):
    @needs("read")
    @blueprint.response(200, ReadListSchema)
    def get(self) -> Any:
        """List the sections that the reader has read, in the order of reading."""
        reads, order = find_reads(reader().id), library().reading_order
        return {
            "items": [
                place(ref) for ref in sorted(reads.keys() & order.keys(), key=order.__getitem__)
            ]
        }


@blueprint.route("/topics/<slug>/sections/<anchor>/read")
class SectionReadResource(MethodView):
    @needs("practise")
    @blueprint.response(204)
    def put(self, slug: str, anchor: str) -> Any:
        """Remember a section as read now."""
        if topic_or_404(slug).find_section(anchor) is None:
            abort(404)
        record_reads(reader().id, [SectionRef(slug, anchor)], now())
