"""A study website: Markdown topics to read, questions to practise, progress to come back to."""

import logging
import os
from collections.abc import Mapping

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from notes_site.config import ConfigError, Settings, find_folder, flask_config, read_settings
from notes_site.store import database
from notes_site.store.schema import NewerDatabaseError, prepare_database
from notes_site.study.rendering import Renderer
from notes_site.web import (
    account,
    assets,
    errors,
    filters,
    headers,
    health,
    progress,
    questions,
    quiz,
    search,
    signing_in,
    topics,
)
from notes_site.web.context import EXTENSION
from notes_site.web.site import Site

logger = logging.getLogger(__name__)


def create_app(environ: Mapping[str, str] | None = None, *, debug: bool | None = None) -> Flask:
    """Put the parts together. Settings come from the environment, or from the mapping given.

    Raises ConfigError, with one line that says what to do, when the site can't start safely.
    """
    settings = read_settings(os.environ if environ is None else environ)
    app = Flask(
        __name__,
        template_folder=str(find_folder("templates")),
        static_folder=str(find_folder("static")),
        instance_path=str(settings.data_dir),
    )
    app.config.from_mapping(flask_config(settings))
    if debug is not None:
        app.debug = debug
    _open_database(app, settings)
    _open_content(app, settings)
    _open_web(app, settings)
    return app


def _open_database(app: Flask, settings: Settings) -> None:
    database.connect(app, settings.database_url)
    with app.app_context():
        try:
            prepare_database()
        except NewerDatabaseError as error:
            raise ConfigError(
                f"The database is newer than this version of the site ({error}); "
                "upgrade the site, or restore a backup made with this version."
            ) from None
        database.close_all()  # no connection crosses a fork


def _open_content(app: Flask, settings: Settings) -> None:
    renderer = Renderer("/topics/", settings.data_dir / "cache" / "topics")
    site = Site(settings, renderer, database.connect_in_memory, is_watching=app.debug)
    problems = site.shelf.problems
    if problems and not app.debug:
        rest = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise ConfigError(
            f"The content has a mistake: {problems[0]}{rest}; `notes-site content check` names all."
        )
    for problem in problems:
        logger.warning("%s", problem)
    app.extensions[EXTENSION] = site


def _open_web(app: Flask, settings: Settings) -> None:
    CSRFProtect(app)
    headers.init_app(app, is_https=settings.is_https)
    signing_in.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    errors.init_app(app)
    for module in (topics, search, quiz, questions, progress, account, health):
        app.register_blueprint(module.blueprint)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def add_site() -> dict[str, object]:
        site: Site = app.extensions[EXTENSION]
        library = site.shelf.library
        title = settings.site_title or library.title
        can_register = settings.registration == "open"
        return {"library": library, "site_title": title, "can_register": can_register}

    if settings.trusted_proxies:
        # Each proxy adds to X-Forwarded-For; the other two every proxy sets anew.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1, x_host=1
        )
