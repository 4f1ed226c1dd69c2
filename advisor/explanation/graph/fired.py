"""What fired, as a part of the rule network: the way from the answers to the advised steps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.advice.advice import Advice
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts
from advisor.explanation.graph.network import Link, Network
from advisor.inference.evaluator import Evaluation, evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Outcome


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
