"""Prepare the database and fill it with the first content."""

import click

from matchmaker.cli import application, progress


@click.command()
def init() -> None:
    """Create the database, or bring it to the present schema, and load the vocabularies."""
    from matchmaker.config import SEED_DATA
    from matchmaker.services import vocabularies
    from matchmaker.web.extensions import db
    from models.migrations import history

    with application.opened():
        history.upgrade(db.engine)
        count = vocabularies.load(db.session, SEED_DATA / "vocab")
        db.session.commit()
    click.echo(f"Database ready; {count} new vocabulary entries.")


@click.command()
@click.option(
    "--demonstration",
    is_flag=True,
    help="Add the demonstration's accounts and its two years of made-up deals.",
)
def seed(*, demonstration: bool) -> None:
    """Load the first content once: organisations, technologies, needs and deals."""
    from matchmaker.config import SEED_DATA
    from matchmaker.services import seed as seeding

    with application.opened() as app, progress.bar("Loading", "rows") as update:
        session = application.session()
        if demonstration and app.config["ENVIRONMENT"] == "production":
            raise click.ClickException("Production takes no demonstration accounts.")
        count = seeding.load(session, SEED_DATA, update)
        if demonstration:
            seeding.load_accounts(session, SEED_DATA)
            count += seeding.load_demonstration(session, SEED_DATA, app.config["UPLOADS"])
        session.commit()
    click.echo(f"{count} rows loaded." if count else "The first content is already there.")
