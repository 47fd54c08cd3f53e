"""A reader's own data: taking it along as files, and bringing it from elsewhere."""

import zlib
from collections.abc import Iterable, Iterator
from functools import cache

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_required
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from notes_site.store.corrections.regrading import regrade_brought
from notes_site.store.people.portable import read_schema
from notes_site.store.people.portable.answers import find_answer_lines
from notes_site.store.people.portable.calendars import find_calendar_since
from notes_site.store.people.portable.export import write_file
from notes_site.store.people.portable.merging import Added, add_brought, count_brought
from notes_site.store.people.portable.reading import RefusedFileError, read_file
from notes_site.web.context import (
    course,
    find_known,
    get_reader,
    library,
    now,
    site_title,
    today,
)
from notes_site.web.door.guard import MOST_FILE_BYTES, UPLOAD
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people.portable.anki import WHICH
from notes_site.web.people.portable.calendar import MADE
from notes_site.web.people.portable.spreadsheet import write_table
from notes_site.words import _, later, ngettext, show_list

blueprint = Blueprint("data", __name__)


class BringForm(SpokenForm):
    """A file from another site like this one, or from this one."""

    file = FileField(
        later("Your file"),
        [FileRequired(later("Choose a file."))],
        description=later(
            "As it was saved, packed or not; %(most)s MB at most.", most=MOST_FILE_BYTES // 1024**2
        ),
        render_kw={"accept": ".json,.gz"},
    )
    takes_settings = BooleanField(
        later("Study here as there: time zone, questions a day, recall, plan")
    )


@blueprint.get("/account/data")
@login_required
def show() -> ResponseReturnValue:
    is_new = not find_known(get_reader()).has_practised
    return _show(BringForm(formdata=None, data={"takes_settings": is_new}))


def _show(form: SpokenForm) -> str:
    since = find_calendar_since(get_reader().id)
    return render_template("data/show.html", form=form, since=since, category=MADE, which=WHICH)


@blueprint.get("/account/data/everything.json")
@login_required
def everything() -> ResponseReturnValue:
    text = write_file(get_reader().id, site_title(), now())
    return _file(_encoded(text), "application/json", "json")


@blueprint.get("/account/data/everything.json.gz")
@login_required
def everything_packed() -> ResponseReturnValue:
    text = write_file(get_reader().id, site_title(), now())
    return _file(_packed(_encoded(text)), "application/gzip", "json.gz")


@blueprint.get("/account/data/answers.csv")
@login_required
def table() -> ResponseReturnValue:
    text = write_table(find_answer_lines(get_reader().id, now()), library())
    return _file(_encoded(text), "text/csv", "csv")


@blueprint.post(UPLOAD)
@login_required
def bring_submit() -> ResponseReturnValue:
    """Add what is in a file and not here; a file that isn't taken changes nothing.

    What was answered elsewhere is graded as it would be here.
    """
    reader, form = get_reader(), BringForm()
    if not form.validate():
        return _show(form), 422
    count_brought(reader.id, now())
    try:
        brought = read_file(form.file.data.stream, now())
    except RefusedFileError as error:
        form.file.errors = [str(error)]
        return _show(form), 422
    known, takes_settings = library().questions.keys(), form.takes_settings.data
    added = add_brought(reader.id, brought, known, takes_settings=takes_settings)
    regrade_brought(reader.id, library().questions.values(), now(), course())
    flash(_said(added))
    return redirect(url_for("data.show"), 303)


def _said(added: Added) -> str:
    """Say what was new, in a line."""
    new = [
        *_count(added.answers, "%(num)s answer", "%(num)s answers"),
        *_count(added.quizzes, "%(num)s quiz", "%(num)s quizzes"),
        *_count(added.marks, "%(num)s saved question", "%(num)s saved questions"),
        *_count(added.sections, "%(num)s section read", "%(num)s sections read"),
        *_count(added.interviews, "%(num)s interview", "%(num)s interviews"),
    ]
    if not new:
        return _("Nothing was new: all of it is here already.")
    words = _("Added: %(what)s.", what=show_list(new))
    if added.unknown:
        words += " " + ngettext(
            "Of these, %(num)s answer to questions that this site doesn't have: kept, in case.",
            "Of these, %(num)s answers to questions that this site doesn't have: kept, in case.",
            added.unknown,
        )
    return words


def _count(number: int, one: str, many: str) -> list[str]:
    return [ngettext(one, many, number)] if number else []


@blueprint.get("/reader-data.schema.json")
def schema() -> ResponseReturnValue:
    """Say to everybody what stands in such a file."""
    return _schema(), {"Content-Type": "application/schema+json"}


@cache
def _schema() -> str:
    return read_schema()


def _file(body: Iterator[bytes], mimetype: str, ending: str) -> Response:
    """Send what is written while it is sent, to be kept under a name that says whose it is."""
    reader = get_reader()
    name = f"notes-{reader.username}-{today(reader).isoformat()}.{ending}"
    response = Response(stream_with_context(body), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    for piece in pieces:
        if packed := packing.compress(piece):
            yield packed
    yield packing.flush()
