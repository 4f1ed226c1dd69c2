"""What the board shows of one state: facts, findings, rules, plan, and what the last change did."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from advisor.advice.advice import AdvisedStep
from advisor.common.text import Text
from advisor.explanation.difference import Difference
from advisor.explanation.graph.network import Network
from advisor.explanation.situation import Situation
from advisor.explanation.whatif import changed
from advisor.knowledge.declarations import Question
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome, Rule
from advisor.knowledge.vocabulary import Term, Topic, written
from advisor.web.classroom.state import BoardState

FEW = 12
"""So many known facts are shown at once; of more, only the topics that were changed."""


@dataclass(frozen=True)
class FactField:
    """One fact to change. `text` is its value as an address writes it, empty while not known."""

    term: Term
    question: Question | None
    text: str
    changed: bool
    wrong: str


@dataclass(frozen=True)
class TopicFacts:
    """The facts of one topic; `open` tells whether they are shown without asking."""

    topic: Topic
    fields: tuple[FactField, ...]
    open: bool

    @property
    def known(self) -> int:
        """How many of them are known."""
        return sum(bool(field.text) for field in self.fields)


@dataclass(frozen=True)
class RuleRow:
    """A rule, what it came to, its salience, and what it came to before.

    `salience` is that at which it fired, or else those at which it may fire, the highest first.
    """

    rule: Rule
    outcome: Outcome
    salience: tuple[int, ...]
    before: Outcome | None


@dataclass(frozen=True)
class FindingRow:
    """A derived term, its value (None: undecided), and whether the last change gave it that."""

    term: Term
    value: Value | None
    changed: bool


@dataclass(frozen=True)
class PlanRow:
    """A step of the plan; `mark` is new, moved or nothing."""

    step: AdvisedStep
    mark: str


@dataclass(frozen=True)
class Board:
    """One state and what the rules make of it. `salience` is each rule's productions'."""

    knowledge: Knowledge
    state: BoardState
    salience: Mapping[str, tuple[int, ...]]
    wrong: Mapping[str, str]

    @cached_property
    def situation(self) -> Situation:
        """The facts, evaluated."""
        return Situation.of(self.knowledge, self.state.facts)

    @cached_property
    def difference(self) -> Difference | None:
        """What the last change did; None when nothing was changed."""
        if not self.state.was:
            return None
        return Difference(changed(self.situation, self.state.was), self.situation)

    @cached_property
    def topics(self) -> tuple[TopicFacts, ...]:
        """Every fact, by topic."""
        few = len(self.state.facts.answers) <= FEW
        found = (self._topic(topic, few) for topic in self.knowledge.vocabulary.topics)
        topics = tuple(topic for topic in found if topic.fields)
        if any(topic.open for topic in topics) or not few:
            return topics
        return (TopicFacts(topics[0].topic, topics[0].fields, True), *topics[1:])

    @cached_property
    def rules(self) -> tuple[RuleRow, ...]:
        """Every active rule in the order of salience, the order in which they fire."""
        before = {c.rule: c.before for c in self.difference.rules} if self.difference else {}
        outcomes = self.situation.evaluation.outcomes
        return tuple(
            RuleRow(rule, outcomes[rule.id], self._salience(rule), before.get(rule.id))
            for rule in self.knowledge.rules
        )

    def _salience(self, rule: Rule) -> tuple[int, ...]:
        """Of the lines of which any may do, the first that holds is the one that fires."""
        every, evaluation = self.salience[rule.id], self.situation.evaluation
        if evaluation.outcomes[rule.id] != Outcome.APPLIES:
            return every
        holds = [line.holds(evaluation.values) is True for line in rule.alternatives]
        return (every[holds.index(True)],) if holds else every

    def rules_that(self, outcome: str) -> tuple[RuleRow, ...]:
        """The rules with one outcome."""
        return tuple(row for row in self.rules if row.outcome == outcome)

    @cached_property
    def findings(self) -> tuple[FindingRow, ...]:
        """Every derived term."""
        new = {change.term for change in self.difference.findings} if self.difference else set()
        values = self.situation.evaluation.values
        return tuple(
            FindingRow(term, values.get(term.name), term.name in new)
            for term in self.knowledge.vocabulary.derived
        )

    @cached_property
    def plan(self) -> tuple[PlanRow, ...]:
        """The plan; a step is marked only when there was a plan before."""
        move = self.difference.movement if self.difference else None
        marks = dict.fromkeys(move.new, "new") | dict.fromkeys(move.moved, "moved") if move else {}
        steps = self.situation.advice.steps
        return tuple(PlanRow(step, marks.get(step.step, "")) for step in steps)

    @cached_property
    def unadvised(self) -> tuple[tuple[str, Text], ...]:
        """The steps that the plan lacks, in the article's order: id and general wording."""
        return tuple(
            (step, general(self.knowledge, step))
            for step in self.knowledge.steps
            if step not in self.situation.plan
        )

    @property
    def part(self) -> str:
        """The part of the rule graph to look at: the topic of the fact changed last, else of the
        first one known; empty while nothing is known or the topic has no rules.
        """
        known = [*self.state.was, *self.state.facts.answers]
        topic = self.knowledge.term(known[0]).topic if known else ""
        return f"topic:{topic}" if Network(self.knowledge).topics.get(topic) else ""

    def _topic(self, topic: Topic, few: bool) -> TopicFacts:
        terms = (t for t in self.knowledge.vocabulary.terms if t.topic == topic.name)
        fields = tuple(self._field(term) for term in terms)
        wanted = any(f.changed or f.wrong or (few and f.text) for f in fields)
        return TopicFacts(topic, fields, wanted)

    def _field(self, term: Term) -> FactField:
        value = self.state.facts.answers.get(term.name)
        text = "" if value is None else written(value)
        question = self.knowledge.question.get(term.name)
        changed, wrong = term.name in self.state.was, self.wrong.get(term.name, "")
        return FactField(term, question, text, changed, wrong)


def general(knowledge: Knowledge, step: str) -> Text:
    """A step's text as it is worded while nothing is known."""
    return knowledge.step_text(step)
