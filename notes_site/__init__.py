"""A study website: Markdown topics to read, questions to practise, progress to come back to."""

import gc
import logging
import os
import sys
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from notes_site import footprint, git, private
from notes_site.config import (
    ConfigError,
    Settings,
    command,
    find_folder,
    find_obstacle,
    flask_config,
    no_content_folder,
    read_settings,
    source_folders,
)
from notes_site.counting import Counting
from notes_site.database_urls import hide_password
from notes_site.kept_content import KeptContent
from notes_site.store import database
from notes_site.store.corrections.moved import move_reads
from notes_site.store.corrections.regrading import regrade_answers
from notes_site.store.corrections.renames import apply_renames
from notes_site.store.people.sweeping import sweep_at_start
from notes_site.store.schema import NewerDatabaseError, find_revision, is_usable, prepare_database
from notes_site.store.soundness import find_damage
from notes_site.study.content.courses import CourseNameError, find_courses
from notes_site.study.content.kept_topics import KeptTopics
from notes_site.study.content.library import Library
from notes_site.study.content.loading import Loaded, load_front, load_library
from notes_site.study.content.pictures.kept import KeptPictures
from notes_site.study.content.sources import SourceFinder
from notes_site.study.memory.renames import declared_pairs
from notes_site.study.rendering import Renderer
from notes_site.web import assets, context, courses, filters, pieces, sheets, templating
from notes_site.web.announced import find_announced
from notes_site.web.context import COURSES, EXTENSION, now, site_values, sites_of
from notes_site.web.door import errors, guard, headers, signing_in
from notes_site.web.door.kept_pages import KeptPages
from notes_site.web.door.links import IdConverter
from notes_site.web.editing import live
from notes_site.web.elsewhere import elsewhere, ways
from notes_site.web.host import flags, invitations
from notes_site.web.languages import forms, speaking
from notes_site.web.machines import discovery, health, offline, prefetch, texts
from notes_site.web.pages import (
    downloads,
    glossary,
    home,
    look,
    own,
    pictures,
    privacy,
    reading,
    search,
    tags,
    topics,
    trial,
)
from notes_site.web.pages.asked import essentials, questions
from notes_site.web.people import (
    account,
    arriving,
    passkeys,
    plan,
    progress,
    reset_link,
    second,
    security,
    tokens,
)
from notes_site.web.people.portable import anki, calendar, data
from notes_site.web.practice import (
    corrections,
    drafts,
    marks,
    practice,
    quiz,
    results,
    saved,
    timed,
    traps,
)
from notes_site.web.prefix import Prefixed
from notes_site.web.seeing import metrics, observing, request_ids
from notes_site.web.site import Shelf, Site

logger = logging.getLogger(__name__)

SAVES = "notes_site_saves"
"""The extension that tells whether anything could be saved when the site started."""
LARGE = 1_000_000
"""Pixels of a picture from which on making smaller ones of it leaves holes in memory."""
PARTS = (
    *(
        home,
        topics,
        trial,
        reading,
        tags,
        essentials,
        questions,
        glossary,
        privacy,
        search,
        practice,
        quiz,
    ),
    *(results, timed, drafts, marks, saved, flags, corrections, traps),
    *(
        progress,
        account,
        security,
        tokens,
        arriving,
        second,
        passkeys,
        reset_link,
        invitations,
        plan,
    ),
    *(data, anki, calendar),
    *(offline, prefetch, discovery, health, texts, pictures, downloads, look, own),
)
"""The modules whose blueprints make the site."""


def create_app(
    environ: Mapping[str, str] | None = None, *, debug: bool | None = None, is_shared: bool = False
) -> Flask:
    """Put the parts together. Settings come from the environment, or from the mapping given.

    `is_shared` says that a server copies the site into several processes.

    Raises ConfigError, with one line that says what to do, when the site can't start safely.
    """
    settings = read_settings(os.environ if environ is None else environ, now())
    app = _new_app(settings)
    if debug is not None:
        app.debug = debug
    is_saving = _open_database(app, settings)
    app.extensions[SAVES] = is_saving
    _open_content(app, settings, is_saving=is_saving)
    _open_web(app, settings)
    tell = _find_watchers(app, settings, is_shared=is_shared)
    if is_shared:
        libraries = {slug: site.shelf.library for slug, site in sites_of(app).items()}
        footprint.draw_first(app, settings, libraries)
    if tell:  # from here on, so that nobody counts what was drawn for nobody
        app.wsgi_app = observing.Observed(app.wsgi_app, settings, tell)  # type: ignore[method-assign]
    return app


def open_store(environ: Mapping[str, str] | None = None, *, is_migrating: bool = True) -> Flask:
    """Open only the database, for commands that need neither content nor pages."""
    settings = read_settings(os.environ if environ is None else environ)
    app = _new_app(settings)
    _open_database(app, settings, is_migrating=is_migrating)
    return app


def _new_app(settings: Settings) -> Flask:
    private.write_privately()
    footprint.give_back_large_blocks()
    app = Flask(
        __name__,
        template_folder=str(find_folder("templates")),
        static_folder=None,  # web.assets serves it, from memory
        instance_path=str(settings.data_dir),
    )
    app.config.from_mapping(flask_config(settings))
    templating.init_app(app)
    return app


def _open_database(app: Flask, settings: Settings, *, is_migrating: bool = True) -> bool:
    """Open it, brought up to date if asked to; return whether anything can be saved now."""
    database.connect(app, settings.database_url)
    with app.app_context(), _usable_database(settings):
        if not is_migrating:
            return True
        _close_to_others(settings)
        is_saving = not _has_to_do_with_reading()
        if is_saving:
            prepare_database()
            sweep_at_start(now())
    return is_saving


def _has_to_do_with_reading() -> bool:
    """Tell whether nothing can be saved, but what is there can be read; say so in one line."""
    file = database.find_database_file()
    if file is None:
        return _has_a_replica()
    if damage := find_damage(is_quick=True):
        words = "The database %s is damaged (%s): what can be read is served, nothing is saved; "
        words += "stop the site and put the newest backup back: `%s restore FILE`."
        logger.error(words, file, damage, command())
        database.refuse_writing("the database is damaged")
        return True
    obstacle = find_obstacle(file.parent)
    if obstacle is None or not is_usable(find_revision()):
        return False
    words = "Nothing can be saved (%s): reading works; saving will when that is mended."
    logger.warning(words, obstacle)
    return True


def _has_a_replica() -> bool:
    if not database.only_reads() or not is_usable(find_revision()):
        return False
    logger.warning("Nothing can be saved (the database's server is a replica): reading works.")
    return True


def _close_to_others(settings: Settings) -> None:
    """Mend what an earlier version, or a copy by hand, left open; say so in one line."""
    is_open = private.find_open(settings.data_dir, database.find_database_file())
    try:
        private.close_to_others(is_open)
    except OSError as error:
        logger.warning("Other users may open %s (%s).", error.filename, error.strerror)
    else:
        if is_open:
            more = f" and {len(is_open) - 1} more" if len(is_open) > 1 else ""
            logger.info("Closed to other users: %s%s", is_open[0], more)


@contextmanager
def _usable_database(settings: Settings) -> Iterator[None]:
    """Say in one line why the database can't be used; no connection crosses a fork."""
    try:
        yield
    except NewerDatabaseError as error:
        raise ConfigError(
            f"The database is newer than this version of the site ({error}); "
            "upgrade the site, or restore a backup made with this version."
        ) from None
    except (*database.FAILURES, OSError) as error:
        raise ConfigError(_why_unusable(settings, error)) from None
    finally:
        database.close_all()


def _why_unusable(settings: Settings, error: Exception) -> str:
    url, why = hide_password(settings.database_url), database.explain(error)
    file = database.find_database_file()
    if file is None:
        return f"The database {url} can't be used ({' '.join(why.split())}); is its server up?"
    if obstacle := find_obstacle(file.parent):
        words = f"The database {url} can't be brought up to date ({obstacle}); "
        return words + "make room on its disk, or let this user write to it."
    return f"The database {url} can't be used ({why}); mend it, or restore a backup."


def _open_content(app: Flask, settings: Settings, *, is_saving: bool) -> None:
    """Read the course; of several, each, and what stands at their root."""
    try:
        found = find_courses(settings.content_dir)
    except CourseNameError as error:
        raise ConfigError(f"The content has a mistake: {error}; rename it.") from None
    app.extensions[COURSES] = {
        slug: _open_course(app, replace(settings, content_dir=folder), slug, is_saving=is_saving)
        for slug, folder in found.items()
    }
    if found:
        app.extensions[EXTENSION] = _open_front(app, settings)
        return
    app.extensions[EXTENSION] = _open_course(app, settings, "", is_saving=is_saving)


def _open_course(app: Flask, settings: Settings, slug: str, *, is_saving: bool) -> Site:
    """Read one course, whose last good copy stands in where it has a mistake."""
    cache = settings.cache_of(slug)
    drawn = KeptPictures(cache / "pictures")
    finder = SourceFinder(source_folders())
    parsed = KeptTopics(cache / "library", finder.stamp)
    read = partial(load_library, find_source=finder, kept=parsed, tell=Counting(sys.stderr))
    kept = KeptContent(settings.data_dir, settings.content_dir, read)

    def load(folder: Path) -> Loaded:
        with _no_collecting():
            if not app.debug and parsed.is_empty():
                footprint.do_aside(partial(read, folder))
            loaded = read(folder) if app.debug else kept.load()
            if is_saving and not loaded.errors:
                with _usable_database(settings):
                    take_in_edits(loaded.library, slug)
                if not app.debug:
                    kept.keep(now())
                    parsed.tidy(folder.iterdir(), now().timestamp())
        _make_pictures(drawn, loaded)
        return loaded

    site = _make_site(app, settings, slug, drawn, load)
    if site.shelf.kept_at is None and not settings.content_dir.is_dir():
        raise no_content_folder(settings.content_dir)
    if site.shelf.problems and not app.debug:
        _tell_mistakes(site.shelf, slug)
    return site


def _open_front(app: Flask, settings: Settings) -> Site:
    """Read what stands at the root of several courses; its mistakes cost no course."""
    drawn = KeptPictures(settings.cache_of("") / "pictures")
    site = _make_site(app, settings, "", drawn, load_front)
    for problem in site.shelf.problems if not app.debug else ():
        logger.warning("The content has a mistake: %s", problem)
    return site


def _make_site(
    app: Flask,
    settings: Settings,
    slug: str,
    drawn: KeptPictures,
    load: Callable[[Path], Loaded],
) -> Site:
    root = f"{settings.prefix}/{slug}" if slug else settings.prefix
    cache = settings.cache_of(slug) / "topics"
    renderer = Renderer(f"{root}/topics/", cache, settings.source_url, f"{root}/pictures/")
    reading = (load, git.read_log, database.driver)
    with app.app_context():
        return Site(settings, renderer, drawn, *reading, is_watching=app.debug, course=slug)


def _make_pictures(kept: KeptPictures, loaded: Loaded) -> None:
    """Make what is missing of the content's pictures, aside: it takes memory that isn't kept."""
    shown = loaded.library.all_pictures()
    if missing := kept.missing(shown):
        kept.choose_folder()
        if any(picture.width * picture.height > LARGE for picture in missing):
            footprint.do_aside(partial(kept.make, missing, loaded.folder))
        kept.make(kept.missing(missing), loaded.folder)
    kept.tidy(shown, now().timestamp())


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Spare the garbage collector the library: it would walk all of it again and again.

    Neither while it grows nor later, since a site keeps what it started with for as long as it
    runs; but only what comes first, so that a process that makes many sites leaves none behind.
    """
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
        if is_collecting:
            gc.enable()


def _tell_mistakes(shelf: Shelf, slug: str) -> None:
    """Say in one line what is wrong with the content; refuse to start where no copy is served."""
    first, *more = shelf.problems
    rest = f" (and {len(more)} more)" if more else ""
    names_all = f"`{command()} content check` names all."
    said = f"The content has a mistake: {first.below(slug)}{rest}; {names_all}"
    if shelf.kept_at is None:
        raise ConfigError(said)
    logger.warning("%s The copy of %s UTC is served.", said, f"{shelf.kept_at:%Y-%m-%d %H:%M}")


def take_in_edits(library: Library, course: str = "", *, is_thorough: bool = False) -> int:
    """Tell the store what authors renamed and corrected; return how many answers it regraded."""
    questions = library.questions
    apply_renames(declared_pairs(questions.values()), questions.keys(), course)
    move_reads(library.moved_sections, course)
    return regrade_answers(questions.values(), now(), is_thorough=is_thorough, course=course)


def _open_web(app: Flask, settings: Settings) -> None:
    app.url_map.converters["id"] = IdConverter
    speaking.init_app(app)
    request_ids.init_app(app, settings)
    courses.init_app(app)
    guard.init_app(app)
    forms.init_app(app)
    sent = headers.headers_of(is_https=settings.is_https, prefix=settings.prefix)
    headers.init_app(app, sent)
    signing_in.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    pieces.init_app(app)
    sheets.init_app(app)
    errors.init_app(app)
    for module in PARTS:
        app.register_blueprint(module.blueprint)
    if settings.oidc_issuer or settings.proxy_user_header:
        ways.init_app(app)
        app.register_blueprint(elsewhere.blueprint)
    if settings.api:
        from notes_site.web.machines import api  # its libraries take room where it is off

        api.init_app(app, settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(site_values)
    if app.debug:
        live.init_app(app)
    _keep_pages(app)
    if slugs := app.extensions[COURSES].keys():
        if taken := slugs & courses.taken_slugs(app):
            raise ConfigError(f"A course can't be called {min(taken)}; rename its folder.")
        app.wsgi_app = courses.Mounted(app.wsgi_app, slugs, sent)  # type: ignore[method-assign]
    if settings.prefix:
        app.wsgi_app = Prefixed(app.wsgi_app, settings.prefix, sent)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        _trust(app, settings.trusted_proxies)


def _keep_pages(app: Flask) -> None:
    announcing = [one for one in sites_of(app).values() if one.shelf.library.announcements]

    def find_state() -> Hashable:
        if app.debug or not announcing:  # in debug nothing is kept, and content is read again
            return ()
        moment = context.read_clock()
        return tuple(find_announced(one.shelf.library, moment) for one in announcing)

    kept = KeptPages(
        app.wsgi_app,
        app.config["TRUSTED_HOSTS"],
        is_keeping=lambda: not app.debug,
        find_state=find_state,
    )
    app.wsgi_app = kept  # type: ignore[method-assign]


def _find_watchers(
    app: Flask, settings: Settings, *, is_shared: bool
) -> list[Callable[[observing.Seen], None]]:
    """Return who is told of requests: what the host wants to see, and by itself nobody."""
    tell: list[Callable[[observing.Seen], None]] = []
    if settings.metrics_token:
        tell.append(metrics.init_app(app, settings, is_shared=is_shared).count)
    if settings.log_requests:
        tell.append(observing.log_request)
    return tell


def _trust(app: Flask, proxies: int) -> None:
    """Each proxy adds to X-Forwarded-For; the other two every proxy sets anew."""
    proxied = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=1, x_host=1)
    app.wsgi_app = proxied  # type: ignore[method-assign]
