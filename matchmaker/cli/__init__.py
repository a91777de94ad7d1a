"""The ``matchmaker`` command. Heavy imports happen inside the commands that need them."""

import click

from matchmaker.cli import audit, database, evaluation, learning, mail, matches, processes, users


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    commands=[
        database.init,
        database.seed,
        matches.match,
        learning.learn,
        evaluation.evaluate,
        processes.serve,
        processes.worker,
        mail.receive_mail,
        users.user,
        audit.audit,
    ],
)
@click.version_option(package_name="matchmaker")
def main() -> None:
    """Run and look after the matchmaker."""
