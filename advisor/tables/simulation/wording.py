"""A simulation in words: its lead, tables and picture."""

from collections.abc import Callable, Mapping

from advisor.common.language import Language
from advisor.common.messages import number, word
from advisor.knowledge.vocabulary import written
from advisor.presentation.chart import Chart, Row
from advisor.tables.batch.header import REGION
from advisor.tables.batch.summary import Summary
from advisor.tables.batch.summary_wording import Table
from advisor.tables.simulation.effects import CHANGES
from advisor.tables.simulation.sampling import change_interval
from advisor.tables.simulation.simulation import NONE, Effect, Simulation

BARS = 14
GROUPS = 20
Cells = tuple[str | int, ...]


class SimulationView:
    """A simulation in one language."""

    def __init__(self, simulation: Simulation, language: Language) -> None:
        self.simulation = simulation
        self.language = language
        self._summary = Summary(simulation.knowledge, simulation.effects)

    def say(self, key: str, **parameters: object) -> str:
        """A message of the simulation."""
        return word(f"simulation.{key}", self.language, **parameters)

    @property
    def lead(self) -> tuple[str, ...]:
        """The policies, the population, the sampling error, and what changes, in sentences."""
        simulation = self.simulation
        groups = simulation.groups if len(simulation.groups) > 1 else {}
        moves = (self._group_moves(group, effects) for group, effects in groups.items())
        told = [line for line in moves if line]
        left = len(told) - GROUPS
        return (
            *(self.say("policy", policy=policy) for policy in simulation.policies),
            *self._population(),
            self.say("vanished", steps=self._named(simulation.vanished(simulation.whole))),
            self.say("appeared", steps=self._named(simulation.appeared(simulation.whole))),
            *told[:GROUPS],
            *((self.say("more-groups", count=left),) if left > 0 else ()),
        )

    def _named(self, steps: tuple[str, ...]) -> str:
        return "; ".join(map(self.step, steps)) or self.say("none")

    def _group_moves(self, group: str, effects: Mapping[tuple[str, str], Effect]) -> str:
        gone, new = self.simulation.vanished(effects), self.simulation.appeared(effects)
        if not gone and not new:
            return ""
        steps = {"vanished": self._named(gone), "appeared": self._named(new)}
        return self.say("group-moves", group=self._group(group), **steps)

    def step(self, step: str) -> str:
        """A step in words."""
        return self._summary.step(step).to(self.language)

    def tables(self) -> list[Table]:
        """What changes, status, obstacles, steps, first steps, rules, groups."""
        return [
            self._change_table(),
            self._table("status", lambda key: word(f"batch.status-{key}", self.language)),
            self._table("finding", self._finding, lambda key: key in self._summary.obstacles),
            self._table("step", self.step),
            self._table("first", self.step),
            self._group_table(),
            self._table("rule", self._rule),
        ]

    def charts(self) -> list[Chart]:
        """Steps before and after, those that change most."""
        moved = [i for i in self.simulation.of_kind("step") if i[1].lost or i[1].gained][:BARS]
        rows = tuple(
            Row(self.step(key), (effect.before, effect.after), self._shown(effect))
            for key, effect in moved
        )
        series = (self.say("before"), self.say("after"))
        note = word("summary.of-pds", self.language, pds=self.simulation.pds)
        return [Chart(self.say("picture"), note, series, rows, stacked=False)]

    def _population(self) -> tuple[str, ...]:
        population, pds = self.simulation.population, self.simulation.pds
        if not population.drawn:
            counts = {"source": population.source, "pds": pds, "rejected": population.rejected}
            silent = population.unanswered
            told = (word("summary.unanswered", self.language, count=silent),) if silent else ()
            return (self.say("table", **counts), *told, self.say("no-error"))
        share = self._percent(population.acceptance)
        counts = {"source": population.source, "pds": pds, "seed": population.seed}
        return (self.say("drawn", share=share, **counts), self.say("error"))

    def _finding(self, key: str) -> str:
        return self.simulation.knowledge.term(key).label.to(self.language)

    def _rule(self, key: str) -> str:
        return f"{key} {self.simulation.knowledge.rule[key].title.to(self.language)}"

    def _change_table(self) -> Table:
        pds = self.simulation.pds
        rows: list[Cells] = []
        for what in CHANGES:
            count = self.simulation.changed(what)
            row = (self.say(f"change-{what}"), count, self._percent(count / pds if pds else 0))
            rows.append((*row, *self._interval(Effect(0, count, 0, count))))
        return Table(
            self.say("changes"), (self.say("head-change"), "PD", "%", *self._head()), tuple(rows)
        )

    def _table(
        self,
        kind: str,
        shown: Callable[[str], str],
        wanted: Callable[[str], bool] = lambda key: True,
    ) -> Table:
        found = [(key, effect) for key, effect in self.simulation.of_kind(kind) if wanted(key)]
        moved = [(key, effect) for key, effect in found if effect.lost or effect.gained]
        rows: list[Cells] = [
            (shown(key), e.before, e.after, self._signed(e), e.lost, e.gained, *self._interval(e))
            for key, e in moved
        ]
        names = ("before", "after", "difference", "lost", "gained")
        heads = (self.say(f"head-{kind}"), *(self.say(f"head-{name}") for name in names))
        left = len(found) - len(moved)
        note = self.say("left", left=left) if left else ""
        return Table(self.say(f"title-{kind}"), (*heads, *self._head()), tuple(rows), note)

    def _group_table(self) -> Table:
        rows: list[Cells] = [
            (
                self._group(group),
                effects.get(("pds", ""), NONE).before,
                *(effects.get(("change", what), NONE).gained for what in CHANGES),
            )
            for group, effects in self.simulation.groups.items()
        ]
        heads = (self._by(), "PD", *(self.say(f"change-{what}") for what in CHANGES))
        return Table(self.say("groups"), heads, tuple(rows))

    def _by(self) -> str:
        by = self.simulation.by
        region = self.simulation.knowledge.vocabulary.subject.region
        return region.to(self.language) if by == REGION else self._finding(by)

    def _group(self, group: str) -> str:
        by = self.simulation.by
        if not group:
            return word("summary.unknown" if by != REGION else "summary.no-region", self.language)
        if by == REGION:
            return group
        term = self.simulation.knowledge.term(by)
        values = {written(value): value for value in term.values}
        return term.shown(values[group]).to(self.language) if group in values else group

    def _head(self) -> tuple[str, ...]:
        return (self.say("head-interval"),) if self.simulation.population.drawn else ()

    def _interval(self, effect: Effect) -> tuple[str, ...]:
        if not self.simulation.population.drawn:
            return ()
        low, high = change_interval(effect.lost, effect.gained, self.simulation.pds)
        return (self.say("interval", low=self._percent(low), high=self._percent(high)),)

    def _shown(self, effect: Effect) -> str:
        before, after = (number(count, self.language) for count in (effect.before, effect.after))
        return f"{before} → {after} ({self._signed(effect)})"

    def _signed(self, effect: Effect) -> str:
        difference = effect.after - effect.before
        sign = "+" if difference > 0 else "−" if difference else ""
        return f"{sign}{number(abs(difference), self.language)}"

    def _percent(self, share: float) -> str:
        text = f"{100 * share:.2f}%".replace("-", "−")
        return text.replace(".", ",") if self.language == "id" else text
