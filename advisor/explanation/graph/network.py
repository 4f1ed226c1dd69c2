"""The rule network: what each rule reads, concludes and advises, and the parts of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from advisor.advice.advice import Advice
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.inference.evaluator import Evaluation, evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Outcome, Rule


class Ref(NamedTuple):
    """A term, a rule or a step of the network."""

    kind: Literal["term", "rule", "step"]
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A term that a rule reads, with the condition, or what a rule concludes or advises."""

    start: Ref
    end: Ref
    condition: Condition | None = None

    @property
    def rule(self) -> str:
        """The id of the rule that the link belongs to."""
        return self.end.name if self.condition else self.start.name


@dataclass(frozen=True)
class Network:
    """All links of the active rules, in firing order; a part of the network is some of them."""

    knowledge: Knowledge

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The whole network."""
        return tuple(link for rule in self.knowledge.rules for link in _links(rule))

    def of_topic(self, name: str) -> tuple[Link, ...]:
        """The links of one topic's rules. Raises AdvisorError for a topic without rules."""
        known = [topic for topic, rules in self.topics.items() if rules]
        if name not in known:
            raise _unknown(name, "graph.no-topic", known)
        rules = {rule.id for rule in self.topics[name]}
        return tuple(link for link in self.links if link.rule in rules)

    def around_rule(self, name: str) -> tuple[Link, ...]:
        """From the answers that lead to a rule, to the steps that it leads to."""
        known = [rule.id for rule in self.knowledge.rules]
        if name.upper() not in known:
            raise _unknown(name.upper(), "check.rule", known)
        return self._around(Ref("rule", name.upper()))

    def around_step(self, name: str) -> tuple[Link, ...]:
        """From the answers that lead to a step, to it."""
        if name not in self.knowledge.steps:
            raise _unknown(name, "check.step", self.knowledge.steps)
        return self._around(Ref("step", name))

    @cached_property
    def topics(self) -> dict[str, tuple[Rule, ...]]:
        """For each topic of the vocabulary, the rules whose matter it is."""
        vocabulary = self.knowledge.vocabulary
        return {
            topic.name: tuple(r for r in self.knowledge.rules if self.topic_of(r) == topic.name)
            for topic in vocabulary.topics
        }

    def topic_of(self, rule: Rule) -> str | None:
        """The topic of what a rule finds or has done, else of the first answer that it reads.

        None for a retired rule of which no name is left.
        """
        vocabulary, then = self.knowledge.vocabulary, rule.then
        step = self.knowledge.steps.get(then.advise or "")
        asked = [term for term in rule.reads if term in vocabulary.asked]
        concluded = then.conclude if not then.advise else None
        names = (concluded, step.done_by if step else None, *asked, *rule.reads)
        return next((vocabulary.all[n].topic for n in names if n in vocabulary.all), None)

    def _around(self, centre: Ref) -> tuple[Link, ...]:
        back = self._reached(centre, lambda link: (link.end, link.start))
        forward = self._reached(centre, lambda link: (link.start, link.end))
        return tuple(link for link in self.links if link in back or link in forward)

    def _reached(self, centre: Ref, way: Callable[[Link], tuple[Ref, Ref]]) -> set[Link]:
        found: set[Link] = set()
        edge = {centre}
        while edge:
            new = {link for link in self.links if way(link)[0] in edge} - found
            found |= new
            edge = {way(link)[1] for link in new}
        return found


def layers(links: Iterable[Link]) -> dict[Ref, int]:
    """A column for each thing: every link goes to the right, an answer stands next to its use."""
    links = tuple(links)
    layer = {ref: 0 for link in links for ref in (link.start, link.end)}
    entering: dict[Ref, list[Ref]] = {ref: [] for ref in layer}
    leaving: dict[Ref, list[Ref]] = {ref: [] for ref in layer}
    for link in links:
        entering[link.end].append(link.start)
        leaving[link.start].append(link.end)
    for _ in layer:
        deeper = {r: 1 + max((layer[s] for s in entering[r]), default=-1) for r in layer}
        if deeper == layer:
            break
        layer = deeper
    sources = [ref for ref in layer if not entering[ref]]
    return layer | {ref: min(layer[end] for end in leaving[ref]) - 1 for ref in sources}


def _links(rule: Rule) -> Iterable[Link]:
    here, then = Ref("rule", rule.id), rule.then
    for condition in rule.conditions:
        yield Link(Ref("term", condition.term), here, condition)
    if then.conclude:
        yield Link(here, Ref("term", then.conclude))
    if then.advise:
        yield Link(here, Ref("step", then.advise))


def _unknown(name: str, key: str, known: Iterable[str]) -> AdvisorError:
    known = tuple(known)
    hint = did_you_mean(name, known) or said("graph.known", known=_shortened(known))
    return AdvisorError([Problem(name, None, said(key, name=name), hint)])


def _shortened(names: tuple[str, ...], most: int = 12) -> tuple[str, ...]:
    return names if len(names) <= most else (*names[:most], "…")


@dataclass(frozen=True)
class Fired:
    """One consultation, as the pictures need it."""

    advice: Advice
    evaluation: Evaluation

    @classmethod
    def of(cls, knowledge: Knowledge, facts: Facts) -> "Fired":
        """What the evaluator makes of the facts."""
        evaluation = evaluate(knowledge, facts.answers)
        return cls(advice_of(knowledge, facts, evaluation), evaluation)

    def lit(self, link: Link) -> bool:
        """Whether the link took part: its rule applies and, if it reads, the condition holds."""
        if self.evaluation.outcomes[link.rule] is not Outcome.APPLIES:
            return False
        if link.condition:
            return link.condition.holds(self.evaluation.values) is True
        return link.end.kind == "term" or link.end.name in self.rank

    @property
    def rank(self) -> dict[str, int]:
        """The rank of each advised step."""
        return {step.step: step.rank for step in self.advice.steps}

    def part(self, network: Network, links: Iterable[Link]) -> tuple[Link, ...]:
        """The links that took part, with what shows why a finding they rest on is false."""
        among = tuple(links)
        kept = {link for link in among if self.lit(link)}
        waiting = {link.start.name for link in kept if link.condition}
        seen: set[str] = set()
        while waiting:
            new = {link for term in waiting for link in self._refutation(network, term)}
            kept |= new
            seen |= waiting
            waiting = {link.start.name for link in new if link.condition} - seen
        return tuple(link for link in among if link in kept)

    def _refutation(self, network: Network, term: str) -> Iterator[Link]:
        """Why a derived term is false: its rejected rules, and the conditions that failed."""
        if self.evaluation.values.get(term) is not False:
            return
        supporters = {rule.id for rule in network.knowledge.supporters.get(term, ())}
        for link in network.links:
            if link.rule in supporters:
                holds = link.condition and link.condition.holds(self.evaluation.values)
                if not link.condition or holds is False:
                    yield link
