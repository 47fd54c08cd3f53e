from flask import current_app, render_template
from werkzeug.exceptions import HTTPException

from bookings.service import BookingError, NotYoursError


def init_app(app):
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(BookingError, show_refusal)


def show(error):
    """Show an error in the site's own look. What raised a 500 is logged by Flask before."""
    return show_page(error.code, error.name, error.description), error.code


def show_refusal(error):
    """Tell a person what they can't do; no view needs to catch it."""
    code = 403 if isinstance(error, NotYoursError) else 409
    current_app.logger.info("refused: %s", error)
    return show_page(code, "That did not work", str(error)), code


def show_page(code, title, words):
    return render_template("error.html", code=code, title=title, words=words)
