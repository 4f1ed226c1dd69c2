"""A summary in words: the charts and tables that every form of it shows."""

from dataclasses import dataclass
from typing import get_args

from advisor.common.language import Language
from advisor.common.messages import number, word
from advisor.inference.evaluator import Status
from advisor.presentation.chart import Chart, Row
from advisor.tables.batch.summary import Summary, total

BARS = 12
"""So many steps a picture shows; the table has all."""
REGIONS = 200


@dataclass(frozen=True)
class Table:
    """A table in words: the first columns are text, numbers are aligned by who draws it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    note: str = ""


class SummaryView:
    """A summary in one language."""

    def __init__(self, summary: Summary, language: Language) -> None:
        self.summary = summary
        self.language = language

    def say(self, key: str, **parameters: object) -> str:
        """A message of the summary."""
        return word(f"summary.{key}", self.language, **parameters)

    @property
    def lead(self) -> tuple[str, ...]:
        """What the counts rest on."""
        summary = self.summary
        stopped = summary.pds - summary.sound
        digest = summary.knowledge.digest.removeprefix("sha256:")[:12]
        return (
            self.say("lead", pds=summary.pds, sound=summary.sound, stopped=stopped),
            self.say("rejected", rejected=summary.rejected),
            *((self.say("unanswered", count=summary.unanswered),) if summary.unanswered else ()),
            self.say("origin", version=summary.knowledge.version, digest=digest),
        )

    def charts(self) -> list[Chart]:
        """Status, obstacles, first steps, and obstacles by region."""
        return [self._status_chart(), self._obstacle_chart(), self._first_chart()]

    def tables(self) -> list[Table]:
        """Status, obstacles, steps, rules, regions."""
        return [
            self._status_table(),
            self._obstacle_table(),
            self._step_table(),
            self._region_table(),
            self._rule_table(),
        ]

    def _share(self, count: int, whole: int) -> str:
        percent = f"{100 * count / whole:.1f}" if whole else "0.0"
        return f"{percent.replace('.', ',') if self.language == 'id' else percent}%"

    def _number(self, count: int) -> str:
        return number(count, self.language)

    def _counted(self, count: int, whole: int) -> str:
        return f"{self._number(count)} ({self._share(count, whole)})"

    def _statuses(self) -> list[tuple[str, int]]:
        counts = self.summary.counts
        found = [(status, counts.get(("status", status), 0)) for status in get_args(Status)]
        return [(word(f"batch.status-{s}", self.language), n) for s, n in found if n]

    def _obstacles(self) -> list[tuple[str, int, int]]:
        counts, terms = self.summary.counts, self.summary.knowledge.vocabulary.all
        return [
            (
                terms[name].label.to(self.language),
                counts.get(("finding", name), 0),
                counts.get(("open", name), 0),
            )
            for name in self.summary.obstacles
        ]

    def _status_chart(self) -> Chart:
        rows = tuple(
            Row(name, (count,), self._counted(count, self.summary.pds))
            for name, count in self._statuses()
        )
        return Chart(self.say("status"), self.say("of-pds", pds=self.summary.pds), (), rows)

    def _obstacle_chart(self) -> Chart:
        sound = self.summary.sound
        rows = tuple(
            Row(label, (yes, unknown), f"{self._counted(yes, sound)} + {self._number(unknown)}")
            for label, yes, unknown in self._obstacles()
        )
        series = (self.say("yes"), self.say("unknown"))
        return Chart(self.say("obstacles"), self.say("of-pds", pds=sound), series, rows)

    def _first_chart(self) -> Chart:
        sound = self.summary.sound
        rows = tuple(
            Row(
                self.summary.step(step).to(self.language),
                (count,),
                self._counted(count, sound),
            )
            for step, count in self.summary.ranked("first")[:BARS]
        )
        return Chart(self.say("first-steps"), self.say("of-pds", pds=sound), (), rows)

    def _status_table(self) -> Table:
        rows = [(n, c, self._share(c, self.summary.pds)) for n, c in self._statuses()]
        heads = (self.say("head-status"), "PD", "%")
        return Table(self.say("status"), heads, tuple(rows))

    def _obstacle_table(self) -> Table:
        sound = self.summary.sound
        rows = [
            (label, yes, self._share(yes, sound), sound - yes - unknown, unknown)
            for label, yes, unknown in self._obstacles()
        ]
        names = ("head-obstacle", "yes", "head-share", "no", "unknown")
        return Table(self.say("obstacles"), tuple(map(self.say, names)), tuple(rows))

    def _step_table(self) -> Table:
        summary = self.summary
        rows = [
            (
                summary.step(step).to(self.language),
                step,
                count,
                self._share(count, summary.sound),
                summary.counts.get(("likely", step), 0),
                summary.counts.get(("first", step), 0),
            )
            for step, count in summary.ranked("step")
        ]
        names = ("step", "code", "advised", "percent", "likely", "first")
        heads = tuple(self.say(f"head-{name}") for name in names)
        return Table(self.say("steps"), heads, tuple(rows))

    def _rule_table(self) -> Table:
        rules = self.summary.knowledge.rule
        rows = [
            (rule, rules[rule].title.to(self.language), ", ".join(rules[rule].sources), count)
            for rule, count in self.summary.ranked("rule")
        ]
        names = ("head-rule", "head-finding", "head-locators", "head-applies")
        return Table(self.say("rules"), tuple(map(self.say, names)), tuple(rows))

    def _region_table(self) -> Table:
        terms = self.summary.knowledge.vocabulary.all
        labels = [terms[name].label.to(self.language) for name in self.summary.obstacles]
        regions = self.summary.by_region
        shown = sorted(regions, key=lambda region: -total(regions[region]))[:REGIONS]
        rows = [self._region(region, regions[region]) for region in sorted(shown)]
        heads = (self.say("head-region"), "PD", *labels, self.say("head-commonest"))
        left = len(regions) - len(shown)
        note = self.say("regions-left", left=left, most=REGIONS) if left else ""
        return Table(self.say("regions"), heads, tuple(rows), note)

    def _region(self, region: str, counts: dict[tuple[str, str], int]) -> tuple[str | int, ...]:
        first = {key: count for (kind, key), count in counts.items() if kind == "first"}
        best = max(first, key=lambda step: first[step], default="")
        step = (
            f"{self.summary.step(best).to(self.language)} ({self._number(first[best])})"
            if best
            else "-"
        )
        found = [counts.get(("finding", name), 0) for name in self.summary.obstacles]
        return (region or self.say("no-region"), total(counts), *found, step)
