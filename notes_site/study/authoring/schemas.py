"""JSON schemas of `site.toml` and of a topic's front matter, by which editors complete keys.

A test holds their keys against those that the parser reads.
"""

from typing import Any

from notes_site.study.content.library import EVENTS
from notes_site.study.content.loading import LANGUAGE
from notes_site.study.content.look.colours import COLOUR
from notes_site.study.content.look.home import SECTIONS, TITLED
from notes_site.study.content.parsing.host import LONGEST
from notes_site.study.content.parsing.look import HEADERS, LETTERS, LONGEST_WORDS
from notes_site.study.content.parsing.searched import LONGEST_PHRASE, MOST_PHRASES
from notes_site.study.content.parsing.topic import REQUIRED_TOPIC_KEYS
from notes_site.study.content.site.announcements import LEVELS, MOST
from notes_site.study.content.site.announcements import LONGEST as LONGEST_ANNOUNCEMENT
from notes_site.study.content.site.home import LONGEST as LONGEST_OF_HOME
from notes_site.study.content.site.home import LONGEST_TITLE

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
MINUTES = "^[1-9][0-9]{0,2}$"


def schemas() -> dict[str, Schema]:
    """Return each schema by the name of its file."""
    return {"site.schema.json": _site(), "topic.schema.json": _topic()}


def _site() -> Schema:
    names = {"type": "array", "items": {"type": "string"}}
    properties = {
        "title": _text("The name on every page."),
        "tagline": _text("What the course is about, in a sentence."),
        "language": _text("A code such as en or pt-BR.", pattern=LANGUAGE.pattern),
        "subject": _text("What a `changes-in:` of a question names a release of."),
        "event": _text("What readers prepare for; an interview by itself.", enum=list(EVENTS)),
        "groups": names | {"description": "The groups of the topics, in their order."},
        "host": _object(_host(), "Who runs the site; stands below all other lines."),
        "look": _object(_look(), "Colours, letters and the course's own pictures."),
        "home": _object(_home(), "The first page."),
        "announcement": {
            "type": "array",
            "maxItems": MOST,
            "description": "What every page says first, for some days or for good.",
            "items": _object(_announcement()) | {"required": ["text"]},
        },
    }
    return _published("site.toml of a course", properties)


def _host() -> dict[str, Schema]:
    said = {
        "name": "Who runs the site, on one line.",
        "contact": "How to reach them, such as <name@example.org>.",
        "privacy": "What only the host can say of privacy; Markdown.",
    }
    return {key: _text(words, maxLength=LONGEST[key]) for key, words in said.items()}


def _look() -> dict[str, Schema]:
    return {
        "accent": _text("The colour of links, such as #7a1f78.", pattern=COLOUR.pattern),
        "accent-dark": _text(
            "That of the dark theme, if not as worked out.", pattern=COLOUR.pattern
        ),
        "letters": _text("The letters of texts.", enum=list(LETTERS)),
    } | _pictures()


def _pictures() -> dict[str, Schema]:
    return {
        "logo": _text("A picture beside this file, in place of the mark in the header."),
        "header": _text("Whether the name stands beside the logo.", enum=list(HEADERS)),
        "icon": _text("A square picture beside this file: in tabs, and where one installs it."),
        "share": _text("A picture of 1200 by 630, beside links to the course elsewhere."),
        "share-words": _text("What that picture shows.", maxLength=LONGEST_WORDS),
    }


def _home() -> dict[str, Schema]:
    titles = {str(name): _text("", maxLength=LONGEST_TITLE) for name in TITLED}
    return {
        "heading": _text("In place of the tagline.", maxLength=LONGEST_OF_HOME["heading"]),
        "lead": _text("What stands below it; Markdown.", maxLength=LONGEST_OF_HOME["lead"]),
        "text": _text("A section of your own; Markdown.", maxLength=LONGEST_OF_HOME["text"]),
        "sections": {
            "type": "array",
            "items": {"enum": list(SECTIONS)},
            "uniqueItems": True,
            "description": "Those that are shown, in this order.",
        },
        "titles": _object(titles, "Your own titles of sections."),
    }


def _announcement() -> dict[str, Schema]:
    day = {"type": "string", "format": "date"}
    return {
        "text": _text("One line of Markdown.", maxLength=LONGEST_ANNOUNCEMENT),
        "level": _text("How urgent it is; note by itself.", enum=list(LEVELS)),
        "from": day | {"description": "The first day on which it is shown, in UTC."},
        "until": day | {"description": "The last one."},
    }


def _topic() -> Schema:
    number: Schema = {"type": "integer", "minimum": 1, "maximum": 999}
    minutes = {"oneOf": [number, {"type": "string", "pattern": MINUTES}]}
    phrases = f"At most {MOST_PHRASES}, of at most {LONGEST_PHRASE} characters."
    properties = {
        "title": _text("The topic's name."),
        "summary": _text("What it is about, in a sentence."),
        "group": _text("The group that it stands in."),
        "minutes": minutes | {"description": "How long it takes to read."},
        "prerequisites": _text("Slugs of topics to read first, with commas."),
        "sources": _text("Where it comes from, with commas."),
        "searched": _text(f"What people type who look for it, with commas. {phrases}"),
        "changed": _text("The day of the last change, such as 2026-11-20.", format="date"),
    }
    required = {"required": list(REQUIRED_TOPIC_KEYS)}
    return _published("Front matter of a topic.md", properties) | required


def _published(title: str, properties: dict[str, Schema]) -> Schema:
    return {"$schema": DRAFT, "title": title} | _object(properties)


def _object(properties: dict[str, Schema], description: str = "") -> Schema:
    found: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return found | ({"description": description} if description else {})


def _text(description: str, **rules: object) -> Schema:
    return {"type": "string", "description": description, **rules}
