"""The ``matchmaker`` command. Heavy imports happen inside the commands that need them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, get_args

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from matchmaker.matching.batch import Best

_TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: mail servers keep the mail
QueryLength = Literal["title", "short", "full"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="matchmaker")
def main() -> None:
    """Run and look after the matchmaker."""


@contextmanager
def _application() -> Iterator[Flask]:
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


def _session() -> Session:
    from matchmaker.web.extensions import db

    return db.session


@contextmanager
def _progress(label: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with a rate and the time left once there is something to do.

    Yields ``update(done, total)``.
    """
    from tqdm import tqdm

    with ExitStack() as stack:
        bars: list[tqdm[NoReturn]] = []

        def update(done: int, total: int) -> None:
            if not bars:
                bar = tqdm(desc=label, unit=f" {unit}", total=total, dynamic_ncols=True)
                bars.append(stack.enter_context(bar))
            bars[0].update(done - bars[0].n)

        yield update


@main.command()
def init() -> None:
    """Create the database, or bring it to the present schema, and load the vocabularies."""
    from matchmaker.config import SEED_DATA
    from matchmaker.services import vocabularies
    from matchmaker.web.extensions import db
    from models.migrations import history

    with _application():
        history.upgrade(db.engine)
        count = vocabularies.load(db.session, SEED_DATA / "vocab")
        db.session.commit()
    click.echo(f"Database ready; {count} new vocabulary entries.")


@main.command()
@click.option(
    "--demonstration",
    is_flag=True,
    help="Add the demonstration's accounts and its two years of made-up deals.",
)
def seed(*, demonstration: bool) -> None:
    """Load the first content once: organisations, technologies, needs and deals."""
    from matchmaker.config import SEED_DATA
    from matchmaker.services import seed as seeding

    with _application() as app, _progress("Loading", "rows") as update:
        if demonstration and app.config["ENVIRONMENT"] == "production":
            raise click.ClickException("Production takes no demonstration accounts.")
        count = seeding.load(_session(), SEED_DATA, update)
        if demonstration:
            seeding.load_accounts(_session(), SEED_DATA)
            count += seeding.load_demonstration(_session(), SEED_DATA, app.config["UPLOADS"])
        _session().commit()
    click.echo(f"{count} rows loaded." if count else "The first content is already there.")


@main.command()
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

    with _application() as app, _engine(scheduler, app.config["INDEX_FOLDER"]) as find:
        with _progress("Matching", "postings") as update:

            def save(done: int, total: int) -> None:
                _session().commit()
                update(done, total)

            count = matches.refresh_all(_session(), everything=everything, progress=save, find=find)
        _session().commit()
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


@main.command()
@click.option("--dry-run", is_flag=True, help="Only show what would be learned.")
@click.option("--undo", is_flag=True, help="Take back the last weighting that was adopted.")
def learn(*, dry_run: bool, undo: bool) -> None:
    """Learn from answers and lost reasons how much each part of the score should count.

    What was learned is adopted only if it is better on needs that were not learned from.
    """
    if dry_run and undo:
        raise click.UsageError("Give --dry-run or --undo, not both.")
    with _application():
        if undo:
            _undo_learning()
        else:
            _learn(dry_run=dry_run)


def _learn(*, dry_run: bool) -> None:
    from matchmaker.matching import learning as engine
    from matchmaker.services.actors import Actor
    from matchmaker.services.engine import learning, learning_tables

    with _progress("Reading", "needs") as update:
        learned = engine.learn(learning.lessons(_session(), update))
    click.echo("\n".join(learning_tables.lines(learned)))
    if dry_run:
        return
    kept = learning.keep(_session(), Actor(), learned)
    _session().commit()
    if kept.adopted_at:
        click.echo("Adopted; matches follow in the background, or now with `matchmaker match`.")


def _undo_learning() -> None:
    from matchmaker.services import proposals
    from matchmaker.services.actors import Actor
    from matchmaker.services.engine import weightings

    weighting = weightings.present(_session(), proposals.ENGINE)
    if weighting is None:
        raise click.ClickException("No learned weighting is in force; there is nothing to undo.")
    weightings.undo(_session(), Actor(), weighting)
    _session().commit()
    click.echo(
        f"The weighting learned on {weighting.learned_at:%d/%m/%Y} is undone; matches follow in "
        "the background, or now with `matchmaker match`."
    )


@main.command()
@click.option("--worker/--no-worker", default=True, help="Also do the background work.")
def serve(*, worker: bool) -> None:
    """Serve the pages on MATCHMAKER_HOST and MATCHMAKER_PORT until stopped."""
    from matchmaker import server

    with _application() as app:
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
    if found := seeding.demonstration_accounts(_session(), SEED_DATA):
        raise click.ClickException(
            f"Refusing to start in production: demonstration accounts exist ({', '.join(found)}). "
            "Remove them with `matchmaker user remove`."
        )


@main.command()
def worker() -> None:
    """Do the background work until stopped: mail, expiry, matches that are due."""
    from matchmaker import jobs

    with _application() as app:
        pass
    jobs.run(app)


@main.command()
@click.option("--recipient", default="", help="The address it was delivered to, if known.")
def receive_mail(*, recipient: str) -> None:
    """Take one mail from standard input: a reply into its deal, or a bounce.

    For the pipe of a mail server (docs/incoming-mail.md). Ends with 75 where the server should
    try again later, and with 0 whatever else became of the mail.
    """
    from sqlalchemy.exc import OperationalError

    from matchmaker.services.incoming.letter import LARGEST
    from matchmaker.web.mails import incoming_mails

    data = sys.stdin.buffer.read(LARGEST + 1)
    try:
        with _application():
            click.echo(incoming_mails.take(data, recipient))
    except (click.ClickException, OperationalError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(_TRY_AGAIN) from None


@main.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--queries",
    type=click.Choice([*get_args(QueryLength), "all"]),
    default="full",
    help="How much of each need is asked with: a length, or all that differ.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
def evaluate(
    folders: tuple[Path, ...], queries: QueryLength | Literal["all"], *, as_json: bool
) -> None:
    """Measure the engine and its rivals on judged sets.

    A judged set is a folder with corpus.jsonl (or .gz), queries.jsonl and qrels.tsv, or with
    postings and judgements.csv; a folder of such folders stands for all of them. Without FOLDERS,
    the seed data's own judgements are taken.
    """
    from matchmaker.config import SEED_DATA
    from matchmaker.matching.evaluation import EvaluationError, distinct_lengths
    from matchmaker.services.engine import evaluation, evaluation_tables

    judged_folders, others = evaluation.judged_folders(folders or [SEED_DATA])
    for path in others:
        click.echo(f"{path} holds no judged set; passed over.", err=True)
    if not judged_folders:
        raise click.ClickException("Nothing to measure: give folders that hold a judged set.")
    if not as_json:
        click.echo(evaluation_tables.HEADER)
    for folder in judged_folders:
        try:
            judged = evaluation.read(folder)
        except EvaluationError as error:
            raise click.ClickException(str(error)) from None
        for length in distinct_lengths(judged) if queries == "all" else [queries]:
            with _progress(f"{judged.name} {length}", "texts") as update:
                report = evaluation.measure(judged, length, update)
            write = evaluation_tables.json_line if as_json else evaluation_tables.rows
            click.echo(write(report, length))
    if not as_json:
        click.echo(evaluation_tables.LEGEND)


@main.group()
def user() -> None:
    """Look after accounts."""


@user.command()
@click.argument("email")
@click.option("--name", default="", help="The name people see.")
@click.option("--administrator", is_flag=True, help="Let this person look after the platform.")
@click.password_option(help="At least 10 characters; asked for when not given.")
def add(email: str, name: str, password: str, *, administrator: bool) -> None:
    """Add a confirmed account for EMAIL."""
    from matchmaker.services.people import users

    with _application():
        try:
            users.add(_session(), email, password, name=name, administrator=administrator)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        _session().commit()
    click.echo(f"{email} can sign in.")


@user.command()
@click.argument("email")
@click.confirmation_option(prompt="Remove this account for good?")
def remove(email: str) -> None:
    """Remove the account of EMAIL; what it posted stays with its organisation."""
    from matchmaker.services.people import users

    with _application():
        if not users.remove(_session(), email):
            raise click.ClickException(f"No account has the address {email}.")
        _session().commit()
    click.echo(f"{email} is removed.")


@user.command(name="list")
def list_() -> None:
    """List the accounts: address, name, rights, organisations."""
    from matchmaker.services.people import users

    with _application():
        for line in users.lines(_session()):
            click.echo(line)


@main.group()
def audit() -> None:
    """Check the audit trail."""


@audit.command()
@click.option("--head", "noted", metavar="HEAD", help="A head that was printed and kept elsewhere.")
def verify(noted: str | None) -> None:
    """Say whether the audit trail is as it was written, or which entry is broken first."""
    from matchmaker.services import seals

    try:
        known = seals.Head.read(noted) if noted else None
    except ValueError:
        raise click.UsageError(
            f"{noted!r} is no head; `matchmaker audit head` prints one."
        ) from None
    with _application():
        verdict = seals.verify(_session(), known)
    if verdict.broken:
        raise click.ClickException(f"The audit trail was tampered with: {verdict.broken}.")
    until = f", whole until {verdict.until:%Y-%m-%d %H:%M:%S} UTC" if verdict.until else ""
    waiting = f"; {verdict.waiting} more wait for the worker to seal them" * bool(verdict.waiting)
    click.echo(f"{verdict.whole} entries{until}{waiting}.")


@audit.command()
def head() -> None:
    """Print the last seal; kept elsewhere, it shows later whether the end was cut off."""
    from matchmaker.services import seals

    with _application():
        click.echo(seals.head(_session()) or "Nothing is sealed yet.")


if __name__ == "__main__":
    main()
