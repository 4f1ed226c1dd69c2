"""`advisor simulate`: what a policy would change in a population of PDs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.bilingual import BilingualCommand
from advisor.cli.extras import need_tables
from advisor.cli.following import following
from advisor.cli.inputs import format_option, loaded
from advisor.cli.options import common_options, language
from advisor.cli.output_path import OutputPath
from advisor.common.messages import put, word

if TYPE_CHECKING:
    from advisor.tables.simulation.simulation import Simulation


@click.command("simulate", cls=BilingualCommand, help="cli.simulate")
@click.option("--population", type=click.Path(path_type=Path), help="cli.option-population")
@click.option("--draw", "spec", type=click.Path(path_type=Path), help="cli.option-draw")
@click.option("--rows", type=click.IntRange(1, 100_000_000), help="cli.option-rows")
@click.option("--seed", type=click.IntRange(0), help="cli.option-seed")
@click.option("--policy", "policies", multiple=True, required=True, help="cli.option-policy")
@click.option("--by", help="cli.option-by")
@format_option("csv", "markdown")
@click.option("--picture", type=OutputPath(), help="cli.option-picture")
@common_options
def command(
    population: Path | None,
    spec: Path | None,
    rows: int | None,
    seed: int | None,
    policies: tuple[str, ...],
    by: str | None,
    layout: str,
    picture: Path | None,
) -> None:
    """Draw or read the population, count, print."""
    need_tables()
    from advisor.inference.columns import Columns
    from advisor.tables.simulation.output import refuse_picture, write_picture
    from advisor.tables.simulation.policy import parse_policies
    from advisor.tables.simulation.populations import grouping, population_of, simulate

    _refuse_usage(population, spec, rows, seed)
    if picture:
        refuse_picture(picture)
    columns = Columns(loaded())
    parsed = parse_policies(columns.knowledge.vocabulary, policies)
    draw = (10_000 if rows is None else rows, 1 if seed is None else seed)
    source = population_of(columns, population, spec, *draw)
    group = grouping(columns.knowledge.vocabulary, by, source.grouping)
    with following(word("simulation.working", language())) as watch:
        source.watch = watch
        simulation = simulate(source, parsed, group)
    if picture:
        write_picture(simulation, picture, language())
    _print(simulation, layout)
    for note in source.notes:
        click.echo(put(note, language()), err=True)
    for policy in simulation.idle:
        click.echo(word("simulation.idle", language(), policy=policy), err=True)


def _refuse_usage(
    population: Path | None, spec: Path | None, rows: int | None, seed: int | None
) -> None:
    if (population is None) == (spec is None):
        raise click.UsageError(word("simulation.one-population", language()))
    if population and (rows is not None or seed is not None):
        raise click.UsageError(word("simulation.not-drawn", language()))


def _print(simulation: "Simulation", layout: str) -> None:
    from advisor.cli.tables import print_tables
    from advisor.tables.simulation.output import simulation_text
    from advisor.tables.simulation.wording import SimulationView

    if layout == "text":
        view = SimulationView(simulation, language())
        print_tables(view.say("title"), view.lead, view.tables())
    else:
        sys.stdout.buffer.write(simulation_text(simulation, layout, language()).encode())
