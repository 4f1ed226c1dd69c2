"""The experta engine: compiles a Knowledge into productions and runs one consultation on them.

Encoding. An answer or a conclusion is one fact `Known(term=value)`. A rule is one production for
each of its `any` lines (or just one), made of positive patterns only, because experta's agenda is
wrong about `NOT` when activations share a salience. What follows from absence is concluded by one
closing production per layer, which fires after all rules of the layer: it records what refutes
each rule that did not fire, and makes a derived term false when all its supporters are refuted.
Every production has its own salience, from the layer and the order in it, so the agenda never
has to break a tie.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from advisor.inference.evaluator import Answers, Evaluation
from advisor.inference.experta_import import experta
from advisor.inference.matcher import BySalience, Counting
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase, Value
from advisor.knowledge.rule import Condition, Outcome, Rule

Production = tuple[str, int, tuple[Any, ...]]


class Known(experta.Fact):  # type: ignore[misc]
    """Working memory: one term and its value. Each term has its own subclass, so that a fact is
    shown to the patterns of its term alone.
    """


class Layer(experta.Fact):  # type: ignore[misc]
    """Control fact that lets a layer be closed."""


@dataclass(frozen=True, slots=True)
class Firing:
    """One production that fired.

    `name` is the rule's id, or `close-<layer>` (from 1); `added` is what it added to working
    memory; `agenda` is what was then still waiting, next first, as (name, salience).
    """

    kind: Literal["rule", "close"]
    name: str
    salience: int
    added: tuple[tuple[str, Value], ...] = ()
    agenda: tuple[tuple[str, int], ...] = ()


@dataclass
class Run:
    """One run of the engine: what it found out and, in order, what fired."""

    values: dict[str, Value]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    refuted_by: dict[str, tuple[Condition, ...]] = field(default_factory=dict)
    firings: list[Firing] = field(default_factory=list)


class Engine:
    """A compiled Knowledge. Building takes tens of milliseconds; keep one and call `run`.

    `salience` holds each active rule's productions': one for each `any` line, the first highest.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._run = Run({})
        terms = knowledge.vocabulary.all
        self._known = {term: type(f"Known_{term}", (Known,), {}) for term in terms}
        productions = dict(self._compile())
        self.salience = _saliences(knowledge, productions)
        self._network: Any = type(
            "Network",
            (experta.KnowledgeEngine,),
            {"__strategy__": BySalience, "__matcher__": Counting, **productions},
        )()

    def run(self, answers: Answers) -> Evaluation:
        """Run to the end."""
        return self.evaluation(self.trace(answers))

    def evaluation(self, run: Run) -> Evaluation:
        """What a run found out; lists rules in firing order, like the evaluator's."""
        outcomes = {rule.id: run.outcomes[rule.id] for rule in self.knowledge.rules}
        return Evaluation(run.values, outcomes)

    def trace(self, answers: Answers) -> Run:
        """Run to the end and keep every firing."""
        known = {t: answers[t] for t in self.knowledge.vocabulary.asked if t in answers}
        self._run = Run(dict(known))
        self._network.reset()
        layers = range(1, len(self.knowledge.layers) + 1)
        facts = (self._known[term](**{term: value}) for term, value in known.items())
        self._network.declare(*facts, *(Layer(number) for number in layers))
        self._network.run()
        return self._run

    def _compile(self) -> Iterator[tuple[str, Any]]:
        salience = 1_000_000
        for number, layer in enumerate(self.knowledge.layers, start=1):
            for rule in layer:
                for index, patterns in enumerate(self._patterns(rule, number)):
                    salience -= 1
                    name = f"rule_{rule.id}_{index}"
                    fires = self._fires(rule, salience)
                    yield name, _production(name, patterns, salience, fires)
            salience -= 1
            name = f"close_{number}"
            closes = self._closes(number, salience)
            yield name, _production(name, (Layer(number),), salience, closes)

    def _patterns(self, rule: Rule, number: int) -> Iterator[tuple[Any, ...]]:
        """The left-hand sides of a rule: one for each `any` line, or one if there is none; that of
        a rule without conditions is its layer.
        """
        required = tuple(self._pattern(condition) for condition in rule.required)
        if not rule.alternatives:
            yield required or (Layer(number),)
        for condition in rule.alternatives:
            yield (*required, self._pattern(condition))

    def _pattern(self, condition: Condition) -> Any:
        test = _test(condition.phrase, condition.part != "unless")
        return self._known[condition.term](**{condition.term: test})

    def _fires(self, rule: Rule, salience: int) -> Callable[[Any], None]:
        def fire(network: Any) -> None:
            if rule.id in self._run.outcomes:
                return
            self._run.outcomes[rule.id] = Outcome.APPLIES
            concluded = {rule.then.conclude: True} if rule.then.conclude else {}
            self._record(network, Firing("rule", rule.id, salience), concluded)

        return fire

    def _closes(self, number: int, salience: int) -> Callable[[Any], None]:
        def fire(network: Any) -> None:
            run = self._run
            for rule in self.knowledge.layers[number - 1]:
                if rule.id not in run.outcomes:
                    run.refuted_by[rule.id] = refuted = _refuted_by(rule, run.values)
                    run.outcomes[rule.id] = Outcome.REJECTED if refuted else Outcome.UNDECIDED
            false = dict.fromkeys(self._refuted_terms(number), False)
            self._record(network, Firing("close", f"close-{number}", salience), false)

        return fire

    def _refuted_terms(self, number: int) -> Iterator[str]:
        for term in self.knowledge.decided_at[number - 1]:
            supporters = self.knowledge.supporters[term]
            if all(self._run.outcomes[r.id] is Outcome.REJECTED for r in supporters):
                yield term

    def _record(self, network: Any, firing: Firing, found: Mapping[str, Value]) -> None:
        new = {term: value for term, value in found.items() if term not in self._run.values}
        self._run.values.update(new)
        agenda = tuple(_waiting(network))
        self._run.firings.append(replace(firing, added=tuple(new.items()), agenda=agenda))
        for term, value in new.items():
            network.declare(self._known[term](**{term: value}))


def _waiting(network: Any) -> Iterator[tuple[str, int]]:
    """The agenda, next first: the name of each activation's rule or closing, and its salience."""
    for activation in reversed(network.agenda.activations):
        yield activation.rule.called, activation.rule.salience


def _saliences(knowledge: Knowledge, productions: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    def of(rule: Rule) -> tuple[int, ...]:
        names = (f"rule_{rule.id}_{index}" for index in range(max(len(rule.alternatives), 1)))
        return tuple(productions[name].salience for name in names)

    return {rule.id: of(rule) for rule in knowledge.rules}


def _production(name: str, patterns: tuple[Any, ...], salience: int, fire: Any) -> Any:
    kind, _, rest = name.partition("_")
    fire.__name__ = name
    fire.called = f"close-{rest}" if kind == "close" else rest.partition("_")[0]
    return experta.Rule(*patterns, salience=salience)(fire)


@cache
def _test(phrase: Phrase, speaks: bool) -> Any:
    """The field check of a phrase; cached, so that equal checks share a node of the network."""
    return experta.P(lambda value: phrase.holds(value) is speaks)


def _refuted_by(rule: Rule, values: Mapping[str, Value]) -> tuple[Condition, ...]:
    """The lines that rule the rule out: a required one that fails, or all `any` lines failing."""
    failing = tuple(c for c in rule.required if c.holds(values) is False)
    if rule.alternatives and all(c.holds(values) is False for c in rule.alternatives):
        failing += rule.alternatives
    return failing
