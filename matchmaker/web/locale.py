"""The reader's language: chosen on the page, kept in a cookie or the account; else Vietnamese."""

from flask import Flask, request
from flask_babel import Babel, get_locale
from flask_login import current_user

from matchmaker.config import LANGUAGES, TRANSLATIONS

COOKIE = "language"
_babel = Babel()


def choose() -> str:
    """Return the language of this request."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    return LANGUAGES[0]


def language() -> str:
    """Return the language that is being written now: ``vi`` or ``en``."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def init_app(app: Flask) -> None:
    """Attach Flask-Babel with our catalogues; messages are written in Vietnamese."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "vi")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Ho_Chi_Minh")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", str(TRANSLATIONS))
    _babel.init_app(app, locale_selector=choose)
    app.add_template_global(language)
    app.add_template_global(get_locale)
