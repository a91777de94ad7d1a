"""Find matches, in this process or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from matchmaker.cli import application, progress

if TYPE_CHECKING:
    from matchmaker.matching.batch import Best


@click.command()
@click.option(
    "--all", "everything", is_flag=True, help="Recompute every posting, not just new ones."
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Ask the engine on the Dask cluster with this scheduler, like tcp://10.0.0.1:8786.",
)
def match(*, everything: bool, scheduler: str | None) -> None:
    """Find the matches of new and changed postings."""
    from matchmaker.services import matches

    with application.opened() as app, _engine(scheduler, app.config["INDEX_FOLDER"]) as find:
        session = application.session()
        with progress.bar("Matching", "postings") as update:

            def save(done: int, total: int) -> None:
                session.commit()
                update(done, total)

            count = matches.refresh_all(session, everything=everything, progress=save, find=find)
        session.commit()
    click.echo(f"{count} matches.")


@contextmanager
def _engine(scheduler: str | None, folder: Path) -> Iterator[Best]:
    """Choose who is asked for the best counterparts: this process, or a cluster."""
    from matchmaker.matching import batch, cluster

    if scheduler is None:
        yield batch.best
        return
    try:
        with cluster.connected(scheduler, folder / "cluster") as find:
            yield find
    except cluster.ClusterError as error:
        raise click.ClickException(str(error)) from None
