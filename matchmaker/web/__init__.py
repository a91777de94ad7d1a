"""HTTP in, HTML out: extensions, access checks, languages and pages."""

from flask import Flask

from matchmaker.web import (
    access,
    context,
    converters,
    demonstration,
    errors,
    extensions,
    formats,
    headers,
    limits,
    locale,
    security,
    spreadsheets,
    transactions,
)
from matchmaker.web.views import BLUEPRINTS


def init_app(app: Flask) -> None:
    """Attach extensions, access checks, languages and blueprints to ``app``."""
    converters.init_app(app)
    limits.init_app(app)
    transactions.init_app(app)
    extensions.init_app(app)
    locale.init_app(app)
    security.init_app(app)
    headers.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    formats.init_app(app)
    context.init_app(app)
    spreadsheets.init_app(app)
    demonstration.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
