"""Look after accounts."""

import click

from matchmaker.cli import application


@click.group()
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

    with application.opened():
        session = application.session()
        try:
            users.add(session, email, password, name=name, administrator=administrator)
        except ValueError as error:
            raise click.ClickException(str(error)) from None
        session.commit()
    click.echo(f"{email} can sign in.")


@user.command()
@click.argument("email")
@click.confirmation_option(prompt="Remove this account for good?")
def remove(email: str) -> None:
    """Remove the account of EMAIL; what it posted stays with its organisation."""
    from matchmaker.services.people import users

    with application.opened():
        session = application.session()
        if not users.remove(session, email):
            raise click.ClickException(f"No account has the address {email}.")
        session.commit()
    click.echo(f"{email} is removed.")


@user.command(name="list")
def list_() -> None:
    """List the accounts: address, name, rights, organisations."""
    from matchmaker.services.people import users

    with application.opened():
        for line in users.lines(application.session()):
            click.echo(line)
