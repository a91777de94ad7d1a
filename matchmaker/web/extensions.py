"""The Flask extensions, created once and attached by ``init_app``."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect

db = SQLAlchemy(session_options={"expire_on_commit": False})
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_app(app: Flask) -> None:
    """Attach the extensions to ``app``."""
    db.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
