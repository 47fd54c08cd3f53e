"""A reader's own data: taking it along as files, and bringing it from elsewhere."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from flask import (
    Blueprint,
    Response,
    abort,
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
from notes_site.store.courses.enrolments import enrol
from notes_site.store.people.portable import read_schema
from notes_site.store.people.portable.answers import find_answer_lines
from notes_site.store.people.portable.calendars import find_calendar_since
from notes_site.store.people.portable.export import write_file
from notes_site.store.people.portable.merging import Added, add_brought, count_brought
from notes_site.store.people.portable.reading import Brought, RefusedFileError, read_file
from notes_site.web.context import (
    all_sites,
    course,
    courses,
    find_known,
    get_reader,
    library,
    now,
    site_title,
    studied,
    today,
)
from notes_site.web.door.guard import MOST_FILE_BYTES, UPLOAD
from notes_site.web.languages.forms import SpokenForm
from notes_site.web.people.portable.anki import WHICH
from notes_site.web.people.portable.calendar import MADE
from notes_site.web.people.portable.spreadsheet import write_table
from notes_site.words import _, later, ngettext, show_list

blueprint = Blueprint("data", __name__)

NOTHING = Added(0, 0, 0, 0, 0, 0)
NAME, NAMES = 60, 5
"""The most of a course's name, and of names, that are told: cookies hold little."""


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
    return _file(_encoded(_everything()), "application/json", "json")


@blueprint.get("/account/data/everything.json.gz")
@login_required
def everything_packed() -> ResponseReturnValue:
    return _file(_packed(_encoded(_everything())), "application/gzip", "json.gz")


def _everything() -> Iterator[str]:
    """Write what the reader has on this site, in all of its courses where it has several."""
    reader, front = get_reader(), all_sites()[""]
    if not courses():
        return write_file(reader.id, site_title(), now())
    title = front.settings.site_title or front.shelf.library.title
    titles = {slug: one.shelf.library.title for slug, one in courses().items()}
    return write_file(reader.account_id, title, now(), titles)


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
    here, elsewhere = _sort_by_course(brought)
    takes_settings = form.takes_settings.data
    added = [_add(slug, part, takes_settings=takes_settings) for slug, part in here]
    flash(_said(Added(*map(sum, zip(NOTHING, *added, strict=True))), elsewhere))
    return redirect(url_for("data.show"), 303)


def _sort_by_course(brought: Brought) -> tuple[list[tuple[str, Brought]], list[str]]:
    """Return what goes into which course here, and what those are called that aren't here.

    A course is known by its slug, or by its title. A file of one course goes into the one where
    it is brought.
    """
    if not brought.courses:
        return [(course(), brought)], []
    slugs = {one.shelf.library.title: slug for slug, one in studied().items()}
    slugs |= {slug: slug for slug in courses()}
    here, elsewhere = list[tuple[str, Brought]](), list[str]()
    for name, part in brought.courses.items():
        found = slugs.get(name, slugs.get(part.title))
        if found is None:
            elsewhere.append(part.title or name)
        else:
            here.append((found, part))
    return here, elsewhere


def _add(slug: str, brought: Brought, *, takes_settings: bool) -> Added:
    """Add what was brought for a course, graded as it would be here."""
    reader, questions = get_reader(), studied()[slug].shelf.library.questions
    is_elsewhere = slug != course()
    user_id = enrol(reader.account_id, slug) or abort(401) if is_elsewhere else reader.id
    added = add_brought(user_id, brought, questions.keys(), takes_settings=takes_settings)
    regrade_brought(user_id, questions.values(), now(), slug)
    return added


def _said(added: Added, elsewhere: Sequence[str]) -> str:
    """Say what was new, in a line, and which courses were left out."""
    new = [
        *_count(added.answers, "%(num)s answer", "%(num)s answers"),
        *_count(added.quizzes, "%(num)s quiz", "%(num)s quizzes"),
        *_count(added.marks, "%(num)s saved question", "%(num)s saved questions"),
        *_count(added.sections, "%(num)s section read", "%(num)s sections read"),
        *_count(added.interviews, "%(num)s interview", "%(num)s interviews"),
    ]
    words = _("Added: %(what)s.", what=show_list(new)) if new else ""
    if elsewhere:
        names = show_list([one[:NAME] for one in elsewhere[:NAMES]])
        words += " " + _("Left out, as these courses aren't here: %(courses)s.", courses=names)
    elif not new:
        words = _("Nothing was new: all of it is here already.")
    if added.unknown:
        words += " " + ngettext(
            "Of these, %(num)s answer to questions that this site doesn't have: kept, in case.",
            "Of these, %(num)s answers to questions that this site doesn't have: kept, in case.",
            added.unknown,
        )
    return words.strip()


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
