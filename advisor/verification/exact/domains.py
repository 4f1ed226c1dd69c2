"""Classes of answers that no rule, wording or declaration can tell apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase, Value
from advisor.knowledge.vocabulary import Term


@dataclass(frozen=True)
class Domains:
    """The asked terms' values, in runs of neighbours of which one stands for all.

    A question about all answer combinations is thereby a question about finitely few that are
    worth telling apart: `innovations_running`, say, has 100 values but may have only two classes.
    """

    knowledge: Knowledge

    @cached_property
    def classes(self) -> dict[str, tuple[Sequence[Value], ...]]:
        """For each asked term, its classes in the order of its values; a number's are ranges."""
        asked = self.knowledge.vocabulary.asked.values()
        return {term.name: tuple(self._runs(term)) for term in asked}

    def pick(self, term: str, index: int) -> Value:
        """The value that stands for a class: its first."""
        return self.classes[term][index][0]

    def index(self, term: str, value: object) -> int:
        """The class in which a value lies."""
        return next(i for i, values in enumerate(self.classes[term]) if value in values)

    def improves(self, term: str, before: int, after: int) -> bool:
        """Whether going from one class to another is declared an improvement."""
        declared = self.knowledge.vocabulary.asked[term]
        return declared.improves(self.pick(term, before), self.pick(term, after))

    def _runs(self, term: Term) -> Iterator[Sequence[Value]]:
        if term.type != "number":
            for _, run in groupby(term.values, partial(self._sign, term)):
                yield tuple(run)
            return
        starts = groupby(sorted(self._starts(term)), partial(self._sign, term))
        firsts = [next(run) for _, run in starts]
        for first, after in zip(firsts, [*firsts[1:], term.max + 1], strict=True):
            yield range(first, after)

    def _starts(self, term: Term) -> set[int]:
        """The numbers at which something may begin to hold, or has just ceased to."""
        edges = {edge for phrase in self._phrases.get(term.name, ()) for edge in phrase.starts}
        for wording in self.knowledge.wordings:
            if wording.term == term.name:
                edges |= {int(value) + step for value in wording.values for step in (0, 1)}
        return {term.min, *(edge for edge in edges if term.min < edge <= term.max)}

    def _sign(self, term: Term, value: Value) -> tuple[object, ...]:
        """What the knowledge can see of a value."""
        return (
            *(phrase.holds(value) for phrase in self._phrases.get(term.name, ())),
            *(w.values.get(str(value)) for w in self.knowledge.wordings if w.term == term.name),
            value is True,
            term.type != "number" and term.better is not None and value == term.parse(term.better),
        )

    @cached_property
    def _phrases(self) -> dict[str, tuple[Phrase, ...]]:
        found: dict[str, dict[Phrase, None]] = {}
        rules = [c for rule in self.knowledge.rules for c in rule.conditions]
        frees = [c for lines in self.knowledge.frees.values() for c in lines]
        for condition in (*rules, *self.knowledge.nothing_to_do, *frees):
            found.setdefault(condition.term, {})[condition.phrase] = None
        return {term: tuple(phrases) for term, phrases in found.items()}
