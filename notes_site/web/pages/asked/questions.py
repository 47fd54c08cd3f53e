"""What interviewers ask, in their words: by topic and level, each with what answers it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from notes_site.study.content.asked.words import BY_LEVEL, LEVELS, SPOKEN
from notes_site.web.context import library

MOST_OPEN = 60
"""Where there are more, each topic's fold away: a phone shows about six on a screen."""
blueprint = Blueprint("questions", __name__)


@blueprint.get("/questions")
def index() -> ResponseReturnValue:
    """List the questions of interviews, or with ?level=junior those of one level."""
    level = request.args.get("level", "")
    everything = library().typical

    asked = [
        (topic, [one for one in topic.typical if BY_LEVEL.get(level, one.level) == one.level])
        for topic in library().topics
    ]
    counts = {word: sum(one.level == at for one in everything) for at, word in LEVELS.items()}

    return render_template(
        "questions/index.html",
        asked=[(topic, found) for topic, found in asked if found],
        level=level if level in counts else "",
        counts=counts,
        total=len(everything),
        most_open=MOST_OPEN,
        levels=LEVELS,
        spoken=SPOKEN,
    )
