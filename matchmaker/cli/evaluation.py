"""Measure the engine on needs that people judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import click

from matchmaker.cli import progress

if TYPE_CHECKING:
    from matchmaker.matching.judgements import JudgedSet

QueryLength = Literal["title", "short", "full"]


@click.command()
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
    from matchmaker.matching.evaluation import distinct_lengths
    from matchmaker.services.engine import evaluation, evaluation_tables

    judged_folders, others = evaluation.judged_folders(folders or [SEED_DATA])
    for path in others:
        click.echo(f"{path} holds no judged set; passed over.", err=True)
    if not judged_folders:
        raise click.ClickException("Nothing to measure: give folders that hold a judged set.")
    if not as_json:
        click.echo(evaluation_tables.HEADER)
    write = evaluation_tables.json_line if as_json else evaluation_tables.rows
    for folder in judged_folders:
        judged = _read(folder)
        for length in distinct_lengths(judged) if queries == "all" else [queries]:
            with progress.bar(f"{judged.name} {length}", "texts") as update:
                report = evaluation.measure(judged, length, update)
            click.echo(write(report, length))
    if not as_json:
        click.echo(evaluation_tables.LEGEND)


def _read(folder: Path) -> JudgedSet:
    from matchmaker.matching.judgements import EvaluationError
    from matchmaker.services.engine import evaluation

    try:
        return evaluation.read(folder)
    except EvaluationError as error:
        raise click.ClickException(str(error)) from None
