"""An address for every route of the site."""

from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from notes_site.config import find_folder
from notes_site.study.content.folders import hash_files, read_folder
from notes_site.study.content.pictures.reading import read_picture
from notes_site.web.assets import read_assets
from notes_site.web.door.guard import API

DOT = Path(__file__).parents[1] / "content/02-second/dot.svg"
"""A picture of the sample content."""

FILLED: dict[str, object] = {"slug": "first", "quiz_id": 1, "position": 1, "filename": "site.css"}
FILLED |= {"version": read_assets(find_folder("static")).version}
FILLED |= {"question_id": "first-single", "flag_id": 1, "tag": "basics", "quiz_id": 2}
FILLED |= {"name": read_picture(DOT.read_bytes(), "").names[0]}
FILLED |= {"page_name": "about", "look_version": "none"}
FILLED |= {"topic_slug": "second", "file": "beep.mp3"}
FILLED |= {"browser_id": 1, "invitation_id": 1, "token": "nobodys", "token_id": 4}
FILLED |= {"anchor": "starting", "about": "starting", "held_on": "2026-11-24"}
FILLED |= {"digest": hash_files(read_folder(DOT.parent / "sample") or {}), "folder": "sample"}


def routes(app: Flask, method: str) -> dict[str, str]:
    """Return every endpoint of a page that answers to a method, with an address for it."""
    return _addresses(app, method, is_for_programs=False)


def api_routes(app: Flask, method: str) -> dict[str, str]:
    """Return the same of the API, which takes JSON and no form."""
    return _addresses(app, method, is_for_programs=True)


def _addresses(app: Flask, method: str, *, is_for_programs: bool) -> dict[str, str]:
    adapter = app.url_map.bind("localhost")
    return {
        rule.endpoint: adapter.build(
            rule.endpoint, {name: FILLED[name] for name in rule.arguments}, method=method
        )
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ()) and is_api(rule) is is_for_programs
    }


def is_api(rule: Rule) -> bool:
    return rule.rule.startswith(API)
