"""The messages of WTForms' validators in our languages.

Flask-WTF looks in WTForms' own catalogues, and those know no Vietnamese. It keeps what it found on
the request, as ``wtforms_translations``: a request that has them already is all it takes.
"""

from functools import cache

from babel.support import NullTranslations, Translations
from flask import Flask, Request
from flask_babel import get_locale

from matchmaker.config import TRANSLATIONS


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [locale], domain="wtforms")


class FormRequest(Request):
    """A request that knows the messages of forms."""

    @property
    def wtforms_translations(self) -> NullTranslations:
        """Return the catalogue of the language being written now."""
        return _catalogue(str(get_locale()))


def init_app(app: Flask) -> None:
    """Let every request bring the messages."""
    app.request_class = FormRequest
