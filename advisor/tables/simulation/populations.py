"""The two kinds of population as slices of typed answers, and the simulation over one of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.inference.columns import Columns
from advisor.knowledge.vocabulary import Vocabulary
from advisor.tables.batch.header import REGION, SPELT
from advisor.tables.batch.table import Table
from advisor.tables.batch.tally import unanswered
from advisor.tables.simulation.effects import Effects
from advisor.tables.simulation.policy import Policy
from advisor.tables.simulation.sampler import Draw
from advisor.tables.simulation.simulation import Population, Simulation
from advisor.tables.simulation.spec import read_spec

Watch = Callable[[int, int], None]


@dataclass
class TablePopulation:
    """A table of PDs, as `advisor batch` reads it; rows with bad cells are left out and counted.

    `unanswered` counts the PDs without any answer, and `notes` tell how the file was read.
    """

    columns: Columns
    path: Path
    watch: Watch = field(default=lambda done, size: None)
    rejected: int = 0
    unanswered: int = 0
    notes: tuple[Said, ...] = ()

    def slices(self) -> Iterator[pl.DataFrame]:
        """Slices of good rows. Raises AdvisorError, also when no row can be read."""
        knowledge = self.columns.knowledge
        table = Table.open(knowledge, self.path, help_with="batch.heading-remove").sound()
        self.notes = table.notes
        read = left = 0
        for piece in table.pieces(self.columns.schema()):
            checked = piece.checked
            self.rejected += checked.refused
            self.unanswered += checked.rows.filter(unanswered(table.terms)).height
            read += checked.rows.height
            left += checked.left
            yield checked.rows
            self.watch(table.done(piece.after), table.size)
        self.notes += (said("batch.left-rows", left=left),) if left else ()
        if self.rejected and not read:
            message = said("simulation.none-readable", rejected=self.rejected, source=self.path)
            raise AdvisorError([Problem(str(self.path), None, message)])

    @property
    def grouping(self) -> str:
        """What the groups are formed by unless asked otherwise."""
        return REGION

    def described(self) -> Population:
        """What it was; call it after the slices."""
        return Population(str(self.path), rejected=self.rejected, unanswered=self.unanswered)


@dataclass
class DrawnPopulation:
    """PDs drawn from a spec."""

    columns: Columns
    draw: Draw
    name: str
    watch: Watch = field(default=lambda done, size: None)
    notes: tuple[Said, ...] = ()

    def slices(self) -> Iterator[pl.DataFrame]:
        """Slices of PDs. Raises AdvisorError when the spec allows next to no PD."""
        done = 0
        for rows in self.draw.slices():
            yield rows
            done += rows.height
            self.watch(done, self.draw.rows)

    @property
    def grouping(self) -> str:
        """The term that the spec forms its groups by, else the region."""
        return self.draw.spec.by or REGION

    def described(self) -> Population:
        """What it was; call it after the slices."""
        return Population(self.name, self.draw.seed, round(self.draw.acceptance, 6))


def population_of(
    columns: Columns, table: Path | None, spec: Path | None, rows: int, seed: int
) -> TablePopulation | DrawnPopulation:
    """The population of a table, or else one drawn from a spec. Raises AdvisorError."""
    if table is not None:
        return TablePopulation(columns, table)
    assert spec is not None
    declared = read_spec(columns.knowledge.vocabulary, spec)
    return DrawnPopulation(columns, Draw(columns, declared, rows, seed), str(spec))


def grouping(vocabulary: Vocabulary, by: str | None, otherwise: str) -> str:
    """The column to group by: a term, or the region. Raises AdvisorError."""
    if by is None:
        return otherwise
    if by in vocabulary.asked or SPELT.get(by) == REGION:
        return SPELT.get(by, by)
    hint = did_you_mean(by, (*vocabulary.asked, "region"))
    raise AdvisorError([Problem("--by", None, said("simulation.by-unknown"), hint)])


def simulate(
    population: TablePopulation | DrawnPopulation,
    policies: tuple[Policy, ...],
    by: str = REGION,
) -> Simulation:
    """Count what the policies, in this order, change in the population, by the groups of `by`."""
    columns = population.columns
    counting = Effects(columns, policies, by)
    effects = counting.of(population.slices())
    texts, matched = tuple(policy.text for policy in policies), tuple(counting.matched)
    return Simulation(columns.knowledge, population.described(), texts, matched, by, effects)
