"""The application and its database, as commands open them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


@contextmanager
def opened() -> Iterator[Flask]:
    """Open the application; a bad setting or an absent database is told in one line."""
    from sqlalchemy.exc import DBAPIError

    from matchmaker.app import create_app
    from matchmaker.config import SettingError
    from matchmaker.services.engine import search_index
    from matchmaker.web.extensions import db

    try:
        app = create_app()
        with app.app_context():
            search_index.keep_in(db.engine, app.config["INDEX_FOLDER"])
            yield app
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    except DBAPIError as error:
        raise click.ClickException(
            f"The database does not answer as expected: {error.orig}. "
            "Check MATCHMAKER_DATABASE_URL and run `matchmaker init`."
        ) from None


def session() -> Session:
    """Return the session of the application that is open."""
    from matchmaker.web.extensions import db

    return db.session
