"""From typed answers to results: each PD's status and plan, with what every step rests on."""

from collections.abc import Callable

import polars as pl

from advisor.advice.relevance import is_goal
from advisor.common.language import Language
from advisor.inference.columns import Columns
from advisor.inference.columns.planning import lists
from advisor.knowledge.declarations import Wording
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.tables.batch.header import NAME, REGION, shown_as
from advisor.tables.batch.slices import ROW

STOPPED = ("out-of-scope", "contradictory")
BETWEEN = "; "


class Results:
    """The results of tables under one rule base; `about` names what is told of each PD besides
    its answers: NAME, REGION, and KEPT… for a column that was kept.
    """

    def __init__(self, knowledge: Knowledge, about: tuple[str, ...] = ()) -> None:
        self.about = tuple(dict.fromkeys((NAME, REGION, *about)))
        self.knowledge = knowledge
        self.columns = Columns(knowledge)
        rules = knowledge.rules
        self._goals = [rule.id for rule in rules if is_goal(rule)]
        self._contradictions = [rule.id for rule in rules if rule.kind == "contradiction"]
        self._actors = {step.id: step.actor for step in knowledge.steps.values()}
        self._sources = {rule.id: rule.sources for rule in rules}

    def judged(self, answers: pl.DataFrame) -> pl.DataFrame:
        """The columns' own `plans`, from the rows of a `Checked`; every asked term is a column."""
        schema = self.columns.schema()
        missing = [term for term in schema if term not in answers.columns]
        return self.columns.plans(
            answers.with_columns(pl.lit(None, schema[term]).alias(term) for term in missing)
        )

    def nested(self, judged: pl.DataFrame) -> pl.DataFrame:
        """A row per PD in the structure of the contract `advice/1`, by names instead of texts.

        `row`, `pd` (name, region, what was kept), `status`, `steps`, `contradictions`,
        `undecided_rules` (those that could still change the advice) and `knowledge`.
        """
        edition = self.knowledge.edition
        pd = [pl.col(name).alias(shown) for name, shown in self._shown.items()]
        return _with_missing(judged).select(
            pl.col(ROW).alias("row"),
            pl.struct(pd).alias("pd"),
            pl.col("status").cast(pl.String),
            pl.lit(self._steps(judged)).alias("steps"),
            pl.lit(self._contradictory(judged)).list.eval(self._told()).alias("contradictions"),
            pl.lit(_holding(judged, self._undecided())).alias("undecided_rules"),
            pl.struct(pl.lit(value).alias(key) for key, value in edition.items()).alias(
                "knowledge"
            ),
        )

    def overview(self, judged: pl.DataFrame, language: Language) -> pl.DataFrame:
        """A row per PD: `row`, name, region, what was kept, `status`, `steps`, `contradictions`,
        `undecided` (how many rules could still change the advice).
        """
        return self._overview(judged, language).rename(self._shown)

    def rows(
        self,
        judged: pl.DataFrame,
        language: Language,
        finished: Callable[[pl.DataFrame], pl.DataFrame],
    ) -> pl.DataFrame:
        """A row per step, and one for a PD without any: the overview, then `rank`, `step`, `text`,
        `certainty` (`certain` or `unless-done`), `actor`, `urgency`, `rules`, `locators`.

        `finished` is done to the cells of PDs and of different steps, before they are repeated.
        """
        ranks = pl.int_ranges(1, pl.col("plan").list.len() + 1, dtype=pl.Int64).alias("rank")
        words = [self._word(wording, language) for wording in self.knowledge.wordings]
        pds = finished(self._overview(judged, language))
        wide = pl.concat([pds, judged.select("plan", ranks, *words)], how="horizontal")
        long = wide.explode("plan", "rank", empty_as_null=True).unnest("plan")
        steps = long.select(*_DECIDING, *map(self._where_said, self.knowledge.wordings))
        few, at = _alike(steps)
        told = finished(few.select(*self._cells(language)))
        return long.select(*pds.columns, "rank").hstack(told[at]).rename(self._shown)

    def _cells(self, language: Language) -> tuple[pl.Expr, ...]:
        """The cells of a step."""
        return (
            pl.col("step").cast(pl.String),
            self._text(language).alias("text"),
            _certainty(pl.col("certain")).alias("certainty"),
            self._actor(language).alias("actor"),
            pl.col("urgency").cast(pl.String),
            self._joined("reasons", {rule: rule for rule in self._sources}).alias("rules"),
            self._locators(pl.col("reasons")).list.join(BETWEEN).alias("locators"),
        )

    def _overview(self, judged: pl.DataFrame, language: Language) -> pl.DataFrame:
        """The overview before its columns are called as the reader knows them."""
        rule = self.knowledge.rule
        messages = {r: f"{_message(rule[r], language)} ({r})" for r in self._contradictions}
        return _with_missing(judged).select(
            pl.col(ROW).alias("row"),
            *self.about,
            pl.col("status").cast(pl.String),
            pl.col("plan").list.len().alias("steps"),
            pl.lit(self._contradictory(judged))
            .list.eval(_mapped(messages))
            .list.join(BETWEEN)
            .alias("contradictions"),
            pl.sum_horizontal(pl.lit(0, pl.Int64), *self._undecided().values()).alias("undecided"),
        )

    @property
    def _shown(self) -> dict[str, str]:
        return {name: shown_as(name) for name in self.about}

    @property
    def overview_columns(self) -> list[str]:
        """The columns of `overview`."""
        return ["row", *self._shown.values(), *_COUNTS]

    @property
    def row_columns(self) -> list[str]:
        """The columns of `rows`."""
        return [*self.overview_columns, *_STEP]

    def _word(self, wording: Wording, language: Language) -> pl.Expr:
        """What stands for a placeholder in the texts of a PD's steps."""
        logical = self.knowledge.vocabulary.asked[wording.term].type == "yes-no"
        spelt = {"yes": "true", "no": "false"} if logical else {}
        table = {spelt.get(v, v): text.to(language) for v, text in wording.values.items()}
        return (
            pl.col(wording.term)
            .cast(pl.String)
            .replace_strict(table, default=wording.otherwise.to(language), return_dtype=pl.String)
            .alias(_placeholder(wording))
        )

    def _where_said(self, wording: Wording) -> pl.Expr:
        """The word in the rows whose step says it: the others do not differ by it."""
        name = _placeholder(wording)
        steps = self.knowledge.steps.values()
        saying = [step.id for step in steps if name in "".join(step.text.as_json().values())]
        return pl.when(pl.col("step").cast(pl.String).is_in(saying)).then(name).alias(name)

    def _text(self, language: Language) -> pl.Expr:
        texts = {step.id: step.text.to(language) for step in self.knowledge.steps.values()}
        text = pl.col("step").cast(pl.String).replace_strict(texts, return_dtype=pl.String)
        for name in map(_placeholder, self.knowledge.wordings):
            text = text.str.replace_all(name, pl.col(name).fill_null(""), literal=True)
        return text

    def _actor(self, language: Language) -> pl.Expr:
        labels = {actor.name: actor.label for actor in self.knowledge.vocabulary.actors}
        shown = {step: labels[actor].to(language) for step, actor in self._actors.items()}
        return pl.col("step").cast(pl.String).replace_strict(shown, return_dtype=pl.String)

    def _joined(self, column: str, shown: dict[str, str]) -> pl.Expr:
        return pl.col(column).list.eval(_mapped(shown)).list.join(BETWEEN)

    def _locators(self, reasons: pl.Expr) -> pl.Expr:
        each = {rule: "\n".join(sources) for rule, sources in self._sources.items()}
        joined = reasons.list.eval(_mapped(each)).list.join("\n")
        return joined.str.split("\n").list.unique(maintain_order=True)

    def _steps(self, judged: pl.DataFrame) -> pl.Series:
        """The plan of each row as the contract shows it."""
        length = judged["plan"].list.len()
        ranks = pl.int_ranges(1, length + 1, eager=True).explode(empty_as_null=False)
        steps = judged["plan"].explode(empty_as_null=False).struct.unnest()
        few, at = _alike(steps.insert_column(0, ranks.alias("rank")))
        return lists(self._entries(few).to_struct(), at.to_numpy(), length.to_numpy())

    def _entries(self, steps: pl.DataFrame) -> pl.DataFrame:
        """Steps as the contract shows them."""
        first = {rule: sources[0] for rule, sources in self._sources.items()}
        rule = pl.element().cast(pl.String).alias("rule")
        reason = pl.struct(rule, _mapped(first).alias("source"))
        return steps.select(
            "rank",
            pl.col("step").cast(pl.String),
            pl.col("step").cast(pl.String).replace_strict(self._actors).alias("actor"),
            pl.col("urgency").cast(pl.String),
            _certainty(pl.col("certain")).alias("certainty"),
            "unlocks",
            pl.col("after", "unsure").cast(pl.List(pl.String)),
            self._locators(pl.col("reasons")).alias("sources"),
            pl.col("reasons").list.eval(reason),
        )

    def _told(self) -> pl.Expr:
        """A contradiction as the contract shows it, without its message."""
        terms = {rule: "\n".join(self.knowledge.rule[rule].reads) for rule in self._contradictions}
        return pl.struct(pl.element().alias("rule"), _mapped(terms).str.split("\n").alias("terms"))

    def _contradictory(self, judged: pl.DataFrame) -> pl.Series:
        """The contradictions of each row that is held back for them."""
        held = pl.col("status") == STOPPED[1]
        return _holding(
            judged, {rule: held & pl.col(rule).fill_null(False) for rule in self._contradictions}
        )

    def _undecided(self) -> dict[str, pl.Expr]:
        """Whether each rule that matters by itself is undecided, in firing order."""
        sound = pl.col("status").cast(pl.String).is_in(STOPPED).not_()
        return {rule: sound & pl.col(rule).is_null() for rule in self._goals}


_COUNTS = ("status", "steps", "contradictions", "undecided")
_DECIDING = ("step", "urgency", "certain", "reasons")
"""What, with the words of the PD, decides the cells of a step."""
_STEP = ("rank", "step", "text", "certainty", "actor", "urgency", "rules", "locators")


def _alike(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The different rows, and where among them each row is: what is told of them is worked out
    once for all that are alike.
    """
    few = rows.unique(maintain_order=True)
    numbered = few.with_row_index("@at")
    found = rows.join(
        numbered, on=rows.columns, how="left", maintain_order="left", nulls_equal=True
    )
    return few, found["@at"]


def _placeholder(wording: Wording) -> str:
    return "{" + wording.name + "}"


def _certainty(certain: pl.Expr) -> pl.Expr:
    words = {True: "certain", False: "unless-done"}
    return certain.replace_strict(words, return_dtype=pl.String)


def _holding(judged: pl.DataFrame, flags: dict[str, pl.Expr]) -> pl.Series:
    """For each row the names of the flags that hold, in order, as a list."""
    if not flags:
        return pl.repeat([], judged.height, dtype=pl.List(pl.String), eager=True)
    table = judged.select(flag.alias(name) for name, flag in flags.items()).with_row_index("@at")
    long = table.unpivot(index="@at", variable_name="name", value_name="holds").filter("holds")
    lists = long.group_by("@at", maintain_order=True).agg("name")
    every = table.select("@at").join(lists, on="@at", how="left", maintain_order="left")
    return every.select(pl.col("name").fill_null(pl.lit([], pl.List(pl.String)))).to_series()


def _message(rule: Rule, language: Language) -> str:
    return (rule.then.message or rule.title).to(language)


def _mapped(shown: dict[str, str]) -> pl.Expr:
    return pl.element().cast(pl.String).replace_strict(shown, return_dtype=pl.String)


def _with_missing(judged: pl.DataFrame) -> pl.DataFrame:
    """Every table has a name and a region column afterwards, empty where the input had none."""
    missing = [name for name in (NAME, REGION) if name not in judged.columns]
    return judged.with_columns(pl.lit("").alias(name) for name in missing)
