"""Who runs this site, how to reach them, and what is stored for how long."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from notes_site.store.inventory import OF_OTHERS, OF_READERS
from notes_site.web.context import library

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show() -> ResponseReturnValue:
    lists = {"of_readers": OF_READERS, "of_others": OF_OTHERS}
    return render_template("privacy/show.html", host=library().host, **lists)
