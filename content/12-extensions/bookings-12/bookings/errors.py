from flask import current_app, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from bookings.service import BookingError, NotBookedError, NotYoursError

CODES = {NotYoursError: 403, NotBookedError: 404}
API = "/api/"


def init_app(app):
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(BookingError, show_refusal)
    app.register_error_handler(ValidationError, show_mistakes)


def show(error):
    """Show an error in the site's own look. What raised a 500 is logged by Flask before."""
    response = error.get_response()  # keeps headers such as Allow
    response.data, response.content_type = write(error.code, error.name, error.description)
    return response


def show_refusal(error):
    """Tell a person what they can't do; no view needs to catch it."""
    current_app.logger.info("refused: %s", error)
    code = CODES.get(type(error), 409)
    body, content_type = write(code, "That did not work", str(error))
    return body, code, {"Content-Type": content_type}


def show_mistakes(error):
    """Tell a program which fields are wrong, and how."""
    body, content_type = write(
        422, "Unprocessable Content", "Some fields are wrong.", error.messages
    )
    return body, 422, {"Content-Type": content_type}


def write(code, title, words, fields=None):
    """Return a page for people, and JSON for programs, with what kind it is.

    By the path, since a blueprint never sees the 404 of an address that nobody has.
    """
    if request.path.startswith(API):
        said = {"error": {"code": code, "title": title, "message": words}}
        if fields:
            said["error"]["fields"] = fields
        return current_app.json.dumps(said), "application/json"
    values = {"code": code, "title": title, "words": words}
    if code >= 500:
        # Not render_template: that asks the database who this is, and it may be what is broken.
        page = current_app.jinja_env.get_template("error.html").render(values)
    else:
        page = render_template("error.html", **values)
    return page, "text/html; charset=utf-8"
