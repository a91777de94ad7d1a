"""Take mail in from a mail server."""

import sys

import click

from matchmaker.cli import application

_TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: mail servers keep the mail


@click.command()
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
        with application.opened():
            click.echo(incoming_mails.take(data, recipient))
    except (click.ClickException, OperationalError) as error:
        click.echo(str(error), err=True)
        raise SystemExit(_TRY_AGAIN) from None
