from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bookings.extensions import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show():
    """Say that this process answers; who restarts processes asks here."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def show_ready():
    """Say whether requests can be served; who sends requests asks here."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        return {"status": "no database"}, 503
    return {"status": "ok"}
