from flask import Flask

from bookings import config, health, slots
from bookings.extensions import csrf


def create_app(overrides=None):
    """Make an application: defaults, then the environment, then what a test overrides."""
    app = Flask(__name__)
    app.config.from_object(config)
    app.config.from_prefixed_env("BOOKINGS")
    app.config.from_mapping(overrides or {})
    config.check(app)
    csrf.init_app(app)
    app.register_blueprint(slots.blueprint)
    app.register_blueprint(health.blueprint)
    return app
