"""Learn a weighting from what people answered, or take the last one back."""

import click

from matchmaker.cli import application, progress


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what would be learned.")
@click.option("--undo", is_flag=True, help="Take back the last weighting that was adopted.")
def learn(*, dry_run: bool, undo: bool) -> None:
    """Learn from answers and lost reasons how much each part of the score should count.

    What was learned is adopted only if it is better on needs that were not learned from.
    """
    if dry_run and undo:
        raise click.UsageError("Give --dry-run or --undo, not both.")
    with application.opened():
        if undo:
            _undo()
        else:
            _learn(dry_run=dry_run)


def _learn(*, dry_run: bool) -> None:
    from matchmaker.matching import learning as engine
    from matchmaker.services.actors import Actor
    from matchmaker.services.engine import learning, learning_tables

    session = application.session()
    with progress.bar("Reading", "needs") as update:
        learned = engine.learn(learning.lessons(session, update))
    click.echo("\n".join(learning_tables.lines(learned)))
    if dry_run:
        return
    kept = learning.keep(session, Actor(), learned)
    session.commit()
    if kept.adopted_at:
        click.echo("Adopted; matches follow in the background, or now with `matchmaker match`.")


def _undo() -> None:
    from matchmaker.services import proposals
    from matchmaker.services.actors import Actor
    from matchmaker.services.engine import weightings

    session = application.session()
    weighting = weightings.present(session, proposals.ENGINE)
    if weighting is None:
        raise click.ClickException("No learned weighting is in force; there is nothing to undo.")
    weightings.undo(session, Actor(), weighting)
    session.commit()
    click.echo(
        f"The weighting learned on {weighting.learned_at:%d/%m/%Y} is undone; matches follow in "
        "the background, or now with `matchmaker match`."
    )
