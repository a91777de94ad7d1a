"""`python -m tests.benchmarks`: measure, print the tables, and write them into a page."""

import json
from pathlib import Path

import click

from tests.benchmarks import report
from tests.benchmarks.rivals import version_of
from tests.benchmarks.run import run

_MULTIPLES = {"k": 1_000, "M": 1_000_000}


def _sizes(context, parameter, value):
    """Read "10k,100k,1M"."""
    try:
        return [int(v.rstrip("kM")) * _MULTIPLES.get(v[-1], 1) for v in value.split(",")]
    except (ValueError, IndexError):
        raise click.BadParameter("write sizes like 10k,100k,1M") from None


def _page(context, parameter, value):
    """Refuse a page without marks before the measuring, not after it."""
    try:
        if value:
            report.around(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    return value


@click.command()
@click.option("--sizes", default="10k,100k,1M", callback=_sizes, help="Documents of each corpus.")
@click.option("--rounds", default=1, help="How often every need is asked.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_page,
    help="The page the tables are put into; the figures and the plot go beside it.",
)
def main(sizes, rounds, out):
    """Measure our engine beside its rivals, in one run on one processor."""
    for figures in run(sizes, rounds):
        if out:
            # After each size, so that a run that is broken off has not been for nothing.
            _write(figures, out)
    click.echo(report.tables(figures))


def _write(figures, page):
    page.with_suffix(".json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    plot = page.with_suffix(".svg") if version_of("matplotlib") else None
    if plot:
        report.draw(figures, plot)
    report.write(figures, page, plot)


if __name__ == "__main__":
    main()
