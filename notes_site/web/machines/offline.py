"""Reading without the network: the worker that keeps visitors' pages, and the site as an app."""

import hashlib
import json
from collections.abc import Iterator

from flask import Blueprint, current_app, render_template, request, url_for
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from notes_site.config import PACKAGE, find_folder
from notes_site.study.content.look.announcements import name_them
from notes_site.study.search import FILLERS, VAGUE, read_other_names
from notes_site.study.text.pictures import ICON_SIDES
from notes_site.web.announced import find_announced
from notes_site.web.assets import ASSETS, Assets, assets
from notes_site.web.context import course, library, now, site, site_title, sites_of
from notes_site.web.public import public_pages
from notes_site.web.site import Site

VERSION = "notes_site_version"
PAPER, ACCENT = "#fdfcf9", "#0a555e"
ICONS = (
    ("icon.svg", "any", "image/svg+xml", "any"),
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable.png", "512x512", "image/png", "maskable"),
)
SOURCES = {".html", ".py"}

blueprint = Blueprint("offline", __name__)


@blueprint.get("/sw.js")
def worker() -> ResponseReturnValue:
    """Serve the worker with the list of what it may keep; the list is the same for everybody."""
    static = assets()
    course = {
        "version": _version(),
        "pages": kept_paths(),
        "offline": url_for("offline.show"),
        "search": url_for("search.results"),
        "store": store_name(),
        "files": url_for("static", filename="").removesuffix(f"{static.version}/"),
        "pictures": url_for("pictures.show", name=""),
        "look": url_for("look.show", look_version="").removesuffix(".css"),
    }
    script = static.files["sw.js"].decode()
    text = f"const COURSE = {json.dumps(course)};\n\n{script}"
    return text, {"Content-Type": "text/javascript; charset=utf-8"}


@blueprint.get("/offline")
def show() -> ResponseReturnValue:
    """Show what can be read without the network; the worker falls back to this page.

    It answers for the search, too, and is told what the site's own goes by.
    """
    names = read_other_names(library())
    told = {
        "fillers": sorted(FILLERS),
        "vague": sorted(VAGUE),
        "store": store_name(),
        "topics": url_for("topics.show", slug=""),
        "names": sorted({tuple(map(" ".join, sorted(one))) for one in names.values()}),
    }
    return render_template("offline/show.html", told=told)


@blueprint.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """Describe the site to a system that can install it."""
    title = site_title()
    described = {
        "id": url_for("home.show"),
        "name": title,
        "short_name": title,
        "description": library().tagline,
        "lang": library().language,
        "dir": library().direction,
        "start_url": url_for("home.show"),
        "scope": url_for("home.show"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": library().look.accent or ACCENT,
        "icons": [
            {"src": address, "sizes": sizes, "type": kind, "purpose": purpose}
            for address, sizes, kind, purpose in _icons()
        ],
    }
    return json.dumps(described), {"Content-Type": "application/manifest+json"}


def _icons() -> Iterator[tuple[str, str, str, str]]:
    """Yield the address, the sizes, the type and the purpose of each icon: the course's, if any."""
    own = library().own_pictures
    if own.icon is None:
        for name, sizes, kind, purpose in ICONS:
            yield url_for("static", filename=name), sizes, kind, purpose
        return
    if own.icon.format == "svg":
        yield url_for("pictures.show", name=own.icon.names[0]), "any", "image/svg+xml", "any"
    if own.icon_in_pixels:
        for side in ICON_SIDES[1:]:
            name = own.icon_in_pixels.icon_at(side)
            yield url_for("pictures.show", name=name), f"{side}x{side}", "image/png", "any"
        name, side = own.icon_in_pixels.maskable, ICON_SIDES[-1]
        yield url_for("pictures.show", name=name), f"{side}x{side}", "image/png", "maskable"


def store_name() -> str:
    """Return what the names of this site's stores begin with; others may share the origin."""
    root = request.script_root
    return f"pages:{root}:" if root else "pages-"


def kept_paths() -> list[str]:
    """Return the address of every page that may be kept: no other is ever stored."""
    return [page.path for page in public_pages(library()) if page.is_text]


@blueprint.record_once
def remember_version(state: BlueprintSetupState) -> None:
    """Name what this process has read before it answers: files edited later are not in it."""
    if not state.app.debug:
        kept = state.app.extensions
        sites = sites_of(state.app).items()
        kept[VERSION] = {name: _read_version(one, kept[ASSETS]) for name, one in sites}


def _version() -> str:
    if current_app.debug:  # where edits are shown at once
        return _read_version(site(), assets())
    announced = name_them(find_announced(library(), now()))  # so what is kept is drawn anew
    return f"{current_app.extensions[VERSION][course()]}{announced}"


def _read_version(site: Site, static: Assets) -> str:
    """Name the state of everything that visitors' pages are made of."""
    settings = site.settings
    told = (settings.site_title, settings.registration, settings.site_url)
    return _hash_files(repr((*told, static.version, site.shelf.seen)))


def _hash_files(words: str) -> str:
    found = hashlib.sha256(words.encode())
    for folder in (find_folder("templates"), PACKAGE):
        for file in sorted(folder.rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                found.update(file.relative_to(folder).as_posix().encode())
                found.update(file.read_bytes())
    return found.hexdigest()[:16]
