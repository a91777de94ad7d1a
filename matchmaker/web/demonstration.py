"""Who can sign in to a demonstration, for its sign-in page; elsewhere nobody is listed."""

from flask import Flask, current_app

from matchmaker.config import SEED_DATA
from matchmaker.services import seed
from matchmaker.web.extensions import db
from matchmaker.web.locale import language


def accounts() -> list[tuple[str, str]]:
    """Return the address of each account that is there, and who it is."""
    if current_app.config["ENVIRONMENT"] != "demonstration":
        return []
    note = "note_vi" if language() == "vi" else "note"
    known = set(seed.demonstration_accounts(db.session, SEED_DATA))
    rows = seed.accounts(SEED_DATA)
    return [(row["email"], row[note]) for row in rows if row["email"] in known]


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.add_template_global(accounts, "demonstration_accounts")
    app.jinja_env.globals["demonstration_password"] = seed.DEMONSTRATION_PASSWORD
