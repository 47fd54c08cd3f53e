"""The next topic before it is asked for: rules by which a visitor's browser fetches it early."""

import json

from flask import Blueprint
from flask.typing import ResponseReturnValue

TOPICS = {
    "and": [
        {"href_matches": "/topics/:slug"},
        {"not": {"selector_matches": '[href^="#"], [href*="?"]'}},
    ]
}
RULES = {"prefetch": [{"where": TOPICS, "eagerness": "moderate"}]}

blueprint = Blueprint("prefetch", __name__)


@blueprint.get("/speculation-rules.json")
def rules() -> ResponseReturnValue:
    """Name the links that may be fetched when the pointer rests on them: topics, no other page."""
    return json.dumps(RULES), {"Content-Type": "application/speculationrules+json"}
