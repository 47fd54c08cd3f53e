"""The next topic before it is asked for: rules by which a visitor's browser fetches it early."""

import json

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

OTHERWISE = {"not": {"selector_matches": '[href^="#"], [href*="?"]'}}

blueprint = Blueprint("prefetch", __name__)


@blueprint.get("/speculation-rules.json")
def rules() -> ResponseReturnValue:
    """Name the links that may be fetched when the pointer rests on them: topics, no other page."""
    topics = {"and": [{"href_matches": f"{request.script_root}/topics/:slug"}, OTHERWISE]}
    told = {"prefetch": [{"where": topics, "eagerness": "moderate"}]}
    return json.dumps(told), {"Content-Type": "application/speculationrules+json"}
