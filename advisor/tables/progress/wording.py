"""Progress by region in words: lead, charts and tables."""

import json
from pathlib import Path

from advisor.common.files import write_atomically
from advisor.common.language import Language, shortened
from advisor.common.messages import number, word
from advisor.presentation.chart import Chart, Row, svg_text
from advisor.tables.batch.page import html_page, markdown_page
from advisor.tables.batch.summarising import FORMS
from advisor.tables.batch.summary_wording import REGIONS, Table
from advisor.tables.progress.regions import Regions

TOLD, BARS = 5, 12
Cells = tuple[str | int, ...]


class RegionsView:
    """Progress by region in one language."""

    def __init__(self, found: Regions, language: Language) -> None:
        self.found = found
        self.language = language

    def say(self, key: str, **parameters: object) -> str:
        """A message."""
        return word(f"regions.{key}", self.language, **parameters)

    @property
    def title(self) -> str:
        """What it is."""
        return self.say("title")

    @property
    def lead(self) -> tuple[str, ...]:
        """What was compared, what came of it, and what could not be compared."""
        found, whole = self.found, self.found.whole
        lines = [self.say("lead", **whole)]
        tables = zip(("before", "after"), (found.before, found.after), found.alone, strict=True)
        for name, table, alone in tables:
            if alone:
                lines.append(self.say(f"alone-{name}", count=len(alone), names=_some(alone)))
            if table.repeated:
                names, count = _some(table.repeated), len(table.repeated)
                lines.append(self.say(f"repeated-{name}", count=count, names=names))
            if table.unnamed or table.rejected:
                left = {"unnamed": table.unnamed, "rejected": table.rejected}
                lines.append(self.say(f"left-{name}", **left))
        digest = found.knowledge.digest.removeprefix("sha256:")[:12]
        origin = word(
            "summary.origin", self.language, version=found.knowledge.version, digest=digest
        )
        return (*lines, origin)

    def charts(self) -> list[Chart]:
        """Obstacles, regions, and the steps most often done."""
        return [self._obstacles_chart(), self._regions_chart(), self._steps_chart()]

    def tables(self) -> list[Table]:
        """Obstacles, regions, obstacles by region, steps."""
        return [self._obstacles(), self._regions(), self._by_region(), *self._steps()]

    def text(self, form: str) -> str:
        """In one of a summary's forms, by its suffix."""
        match form:
            case ".json":
                return json.dumps(self.found.as_json(), ensure_ascii=False, indent=2) + "\n"
            case ".svg":
                return svg_text(self.charts())
            case ".md":
                return markdown_page(self.title, self.lead, self.tables(), self.language)
            case _:
                tables = self.tables()
                return html_page(self.title, self.lead, self.charts(), tables, self.language)

    def _label(self, obstacle: str) -> str:
        return self.found.knowledge.term(obstacle).label.to(self.language)

    def _step(self, step: str) -> str:
        return self.found.knowledge.step_text(step).to(self.language)

    def _number(self, count: int) -> str:
        return number(count, self.language)

    def _region(self, region: str) -> str:
        return region or word("summary.no-region", self.language)

    def _shown(self) -> list[tuple[str, dict[str, int]]]:
        """The regions with most PDs, in alphabetical order."""
        most = sorted(self.found.regions.items(), key=lambda item: -item[1]["pds"])[:REGIONS]
        return sorted(most)

    def _pair(self, title: str, series: tuple[str, str], rows: list[tuple[str, int, int]]) -> Chart:
        told = tuple(
            Row(label, (one, other), f"{self._number(one)} / {self._number(other)}")
            for label, one, other in rows
        )
        note = self.say("of-pds", pds=self.found.whole["pds"])
        return Chart(title, note, series, told, stacked=False)

    def _obstacles_chart(self) -> Chart:
        whole = self.found.whole
        rows = [
            (self._label(name), whole[f"{name}:gone"], whole[f"{name}:new"])
            for name in self.found.obstacles
        ]
        return self._pair(self.say("obstacles"), (self.say("gone"), self.say("appeared")), rows)

    def _regions_chart(self) -> Chart:
        rows = [(self._region(r), row["done"], row["new"]) for r, row in self._shown()[:BARS]]
        return self._pair(self.say("by-region"), (self.say("done"), self.say("new")), rows)

    def _steps_chart(self) -> Chart:
        done, new = (dict(self.found.steps(kind)) for kind in ("done", "new"))
        rows = [(self._step(step), done[step], new.get(step, 0)) for step in [*done][:BARS]]
        return self._pair(self.say("steps-done"), (self.say("done"), self.say("new")), rows)

    def _heads(self, *names: str) -> tuple[str, ...]:
        return tuple(self.say(name) for name in names)

    def _obstacles(self) -> Table:
        whole = self.found.whole
        rows: list[Cells] = [
            (self._label(name), *(whole[f"{name}:{kind}"] for kind in ("gone", "new", "there")))
            for name in self.found.obstacles
        ]
        heads = self._heads("obstacle", "gone", "appeared", "there")
        return Table(self.say("obstacles"), heads, tuple(rows))

    def _regions(self) -> Table:
        names = ("pds", "moved", "done", "gone", "new", "stopped")
        rows: list[Cells] = [
            (self._region(region), *(row[name] for name in names)) for region, row in self._shown()
        ]
        heads = self._heads("region", "pds", "moved", "done", "gone-steps", "new", "stopped")
        left = len(self.found.regions) - len(rows)
        told = {"left": left, "most": REGIONS}
        note = word("summary.regions-left", self.language, **told) if left else ""
        return Table(self.say("by-region"), heads, tuple(rows), note)

    def _by_region(self) -> Table:
        """How many PDs lost and got each obstacle, in each region."""
        found = self.found.obstacles
        rows: list[Cells] = [
            (self._region(region), *(self._went_and_came(row, name) for name in found))
            for region, row in self._shown()
        ]
        heads = (self.say("region"), *map(self._label, found))
        return Table(self.say("obstacles-by-region"), heads, tuple(rows))

    def _went_and_came(self, row: dict[str, int], obstacle: str) -> str:
        gone, new = (row[f"{obstacle}:{kind}"] for kind in ("gone", "new"))
        return f"{self._number(gone)} / {self._number(new)}"

    def _steps(self) -> list[Table]:
        kinds = (("done", "steps-done"), ("new", "steps-new"), ("gone", "steps-gone"))
        heads = self._heads("step", "code", "pds")
        return [
            Table(
                self.say(title),
                heads,
                tuple((self._step(step), step, count) for step, count in self.found.steps(kind)),
            )
            for kind, title in kinds
        ]


def write_regions(found: Regions, path: Path, language: Language) -> None:
    """Write as HTML, Markdown, SVG or JSON, as the suffix says. Raises AdvisorError."""
    assert path.suffix.lower() in FORMS
    write_atomically(path, RegionsView(found, language).text(path.suffix.lower()))


def _some(names: tuple[str, ...]) -> str:
    shown = "; ".join(shortened(name) for name in names[:TOLD])
    return f"{shown}; …" if names[TOLD:] else shown
