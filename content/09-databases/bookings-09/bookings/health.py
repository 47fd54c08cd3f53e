from flask import Blueprint

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def show():
    """Say that this process answers."""
    return {"status": "ok"}
