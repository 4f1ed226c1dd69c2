"""A policy: `term=value, … where term=phrase and …`, one line a civil servant can read aloud."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from advisor.advice.facts import parse_changes
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.knowledge.phrase import Phrase, Value, parse_phrase
from advisor.knowledge.spelling import is_unknown, parse_answer
from advisor.knowledge.vocabulary import Vocabulary
from advisor.tables.batch.header import REGION, SPELT
from advisor.tables.batch.tally import region_key

_ONE_OF = "one of "
_SETS = re.compile(r",(?=\s*\w+\s*=)")
_WHERE = re.compile(r"\s(?:where|bila)\s", re.IGNORECASE)
_MORE = re.compile(r"\s(?:where|bila)\s+(?=\w+\s*=)", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|dan)\s+(?=\w+\s*=)", re.IGNORECASE)
"""Only before another condition: there are regions with such a word in their name."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: a term and a phrase, or a region and its name (phrase None: not known)."""

    column: str
    phrase: Phrase | None

    @property
    def holds(self) -> pl.Expr:
        """True only where the clause is known to hold."""
        column = pl.col(self.column)
        if self.column == REGION:
            name = self.phrase.text if self.phrase else ""
            return region_key(column) == region_key(pl.lit(name))
        if self.phrase is None:
            return column.is_null()
        if not self.phrase.is_range:
            return column.is_in(list(self.phrase.allowed)).fill_null(False)
        low, high = self.phrase.low, self.phrase.high
        above = column >= low if low is not None else pl.lit(True)
        below = column <= high if high is not None else pl.lit(True)
        return (above & below).fill_null(False)


@dataclass(frozen=True, slots=True)
class Policy:
    """Answers that become these, for the PDs of which every clause is known to hold."""

    text: str
    sets: Mapping[str, Value | None]
    clauses: tuple[Clause, ...]

    @property
    def target(self) -> pl.Expr:
        """True for the PDs that the policy is meant for."""
        return pl.all_horizontal(pl.lit(True), *(clause.holds for clause in self.clauses))

    def applied(self, answers: pl.DataFrame) -> pl.DataFrame:
        """The answers under the policy; every asked term that it names must be a column."""
        changed = [
            pl.when(self.target)
            .then(pl.lit(value, answers.schema[term]))
            .otherwise(term)
            .alias(term)
            for term, value in self.sets.items()
        ]
        return answers.with_columns(changed)


def parse_policies(vocabulary: Vocabulary, texts: tuple[str, ...]) -> tuple[Policy, ...]:
    """Policies in the order given. Raises AdvisorError with every problem of all of them."""
    problems: list[Problem] = []
    policies: list[Policy] = []
    for text in texts:
        try:
            policies.append(_policy(vocabulary, text))
        except AdvisorError as error:
            problems.extend(error.problems)
    if problems:
        raise AdvisorError(problems)
    return tuple(policies)


def _policy(vocabulary: Vocabulary, text: str) -> Policy:
    head, *rest = _WHERE.split(text, maxsplit=1)
    if rest and _MORE.search(rest[0]):
        raise AdvisorError([Problem(text, None, said("simulation.two-wheres"))])
    parts = _AND.split(rest[0]) if rest else []
    problems: list[Problem] = []
    sets: dict[str, Value | None] = {}
    clauses: list[Clause] = []
    try:
        sets = parse_changes(vocabulary, _SETS.split(head))
    except AdvisorError as error:
        problems.extend(error.problems)
    for part in parts:
        clause = _clause(vocabulary, part.strip())
        if isinstance(clause, Problem):
            problems.append(clause)
        else:
            clauses.append(clause)
    if problems:
        raise AdvisorError(problems)
    return Policy(text, sets, tuple(clauses))


def _clause(vocabulary: Vocabulary, text: str) -> Clause | Problem:
    name, equals, wanted = (part.strip() for part in text.partition("="))
    if not equals or not wanted:
        return Problem(text, None, said("simulation.clause"))
    if SPELT.get(name) == REGION:
        named = " ".join(wanted.split())
        return Clause(REGION, None if is_unknown(named) else Phrase(named, (named,)))
    term = vocabulary.asked.get(name)
    if term is None:
        hint = did_you_mean(name, (*vocabulary.asked, "region"))
        return Problem(text, None, said("facts.term", name=name), hint)
    phrase = parse_phrase(wanted)
    if phrase.is_range and term.accepts(phrase):
        return Clause(name, phrase)
    several = term.type != "number" and wanted.startswith(_ONE_OF)
    parts = wanted.removeprefix(_ONE_OF).split(",") if several else [wanted]
    values: list[Value] = []
    for part in parts:
        value = parse_answer(term, part.strip())
        if value is None and not several:
            return Clause(name, None)
        if value is None or isinstance(value, Said):
            return Problem(text, None, value or said("simulation.clause"))
        values.append(value)
    return Clause(name, Phrase(wanted, tuple(values)))
