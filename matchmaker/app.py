"""The application factory."""

from collections.abc import Mapping

from flask import Flask

from matchmaker import config, logs, web


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Build the application: the environment's settings, then ``settings``.

    Raises :class:`matchmaker.config.SettingError` where production would start unsafe.
    """
    logs.configure()
    app = Flask("matchmaker", template_folder=str(config.TEMPLATES))
    app.config.from_mapping(config.flask_config(config.settings_from()))
    app.config.update(settings or {})
    config.refuse_unsafe(app.config)
    web.init_app(app)
    return app
