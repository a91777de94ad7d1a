"""The processes that run until stopped: web and background work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from matchmaker.cli import application

if TYPE_CHECKING:
    from flask import Flask


@click.command()
@click.option("--worker/--no-worker", default=True, help="Also do the background work.")
def serve(*, worker: bool) -> None:
    """Serve the pages on MATCHMAKER_HOST and MATCHMAKER_PORT until stopped."""
    from matchmaker import server

    with application.opened() as app:
        _refuse_demonstration_accounts(app)
        server.announce(app)
        server.prepare(app)
    # Outside: a request reuses an application context that is open, and with it another's ``g``.
    server.run(app, with_worker=worker)


def _refuse_demonstration_accounts(app: Flask) -> None:
    from matchmaker.config import SEED_DATA
    from matchmaker.services import seed as seeding

    if app.config["ENVIRONMENT"] != "production":
        return
    if found := seeding.demonstration_accounts(application.session(), SEED_DATA):
        raise click.ClickException(
            f"Refusing to start in production: demonstration accounts exist ({', '.join(found)}). "
            "Remove them with `matchmaker user remove`."
        )


@click.command()
def worker() -> None:
    """Do the background work until stopped: mail, expiry, matches that are due."""
    from matchmaker import jobs

    with application.opened() as app:
        pass
    jobs.run(app)
