from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bookings import accounts, admin, api, config, errors, health, hooks, slots
from bookings.extensions import csrf, db, limiter, login_manager, migrate


def create_app(overrides=None):
    """Make an application: defaults, then the environment, then what a test overrides."""
    hooks.configure_logging("INFO")
    app = Flask(__name__)
    app.config.from_object(config)
    app.config.from_prefixed_env("BOOKINGS")
    app.config.from_mapping(overrides or {})
    config.check(app)
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)
    hooks.init_app(app)  # first, so that it sees what the others refuse
    errors.init_app(app)
    csrf.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db)
    login_manager.init_app(app)
    limiter.init_app(app)
    for module in (slots, accounts, admin, api, health):
        app.register_blueprint(module.blueprint)
    return app
