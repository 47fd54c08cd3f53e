from flask import Flask

from bookings import config, errors, health, hooks, slots
from bookings.extensions import csrf, db, migrate


def create_app(overrides=None):
    """Make an application: defaults, then the environment, then what a test overrides."""
    hooks.configure_logging("INFO")
    app = Flask(__name__)
    app.config.from_object(config)
    app.config.from_prefixed_env("BOOKINGS")
    app.config.from_mapping(overrides or {})
    config.check(app)
    hooks.init_app(app)  # first, so that it sees what the others refuse
    errors.init_app(app)
    csrf.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db)
    app.register_blueprint(slots.blueprint)
    app.register_blueprint(health.blueprint)
    return app
