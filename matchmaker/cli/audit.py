"""Check the audit trail."""

import click

from matchmaker.cli import application


@click.group()
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
    with application.opened():
        verdict = seals.verify(application.session(), known)
    if verdict.broken:
        raise click.ClickException(f"The audit trail was tampered with: {verdict.broken}.")
    until = f", whole until {verdict.until:%Y-%m-%d %H:%M:%S} UTC" if verdict.until else ""
    waiting = f"; {verdict.waiting} more wait for the worker to seal them" * bool(verdict.waiting)
    click.echo(f"{verdict.whole} entries{until}{waiting}.")


@audit.command()
def head() -> None:
    """Print the last seal; kept elsewhere, it shows later whether the end was cut off."""
    from matchmaker.services import seals

    with application.opened():
        click.echo(seals.head(application.session()) or "Nothing is sealed yet.")
