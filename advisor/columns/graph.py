"""What the knowledge alone says about the steps, before any row is seen."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from advisor.knowledge import Knowledge
from advisor.rule import URGENCIES, Rule


@dataclass(frozen=True)
class Graph:
    """The steps and the advice that can be given on them.

    Every mapping is by step. `earlier` holds all steps that may come before a step, directly or
    not; `reasons` the rules that advise it, the most urgent first, as a plan lists them.
    """

    knowledge: Knowledge

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Step ids in the article's order: a step's place is its position."""
        return tuple(self.knowledge.steps)

    @cached_property
    def reasons(self) -> dict[str, tuple[Rule, ...]]:
        """The active rules that advise each step, as a plan lists them."""
        advisers = self.knowledge.advisers
        return {step: tuple(sorted(advisers[step], key=urgency)) for step in self.steps}

    @cached_property
    def earlier(self) -> dict[str, tuple[str, ...]]:
        """All steps on a path back from each step, nearest first where the paths agree."""
        found: dict[str, tuple[str, ...]] = {}
        for step in self.forward:
            direct = self.knowledge.steps[step].after
            paths = [(before, *found[before]) for before in direct]
            found[step] = tuple(dict.fromkeys([*direct, *(s for path in paths for s in path)]))
        return found

    @cached_property
    def forward(self) -> tuple[str, ...]:
        """The steps so that each stands after all that may come before it."""
        order: dict[str, None] = {}
        waiting = dict.fromkeys(self.steps)
        while waiting:
            ready = [s for s in waiting if waiting.keys().isdisjoint(self.knowledge.steps[s].after)]
            order.update(dict.fromkeys(ready))
            waiting = dict.fromkeys(s for s in waiting if s not in order)
        return tuple(order)

    @cached_property
    def weaker(self) -> dict[str, tuple[str, ...]]:
        """The earlier steps that may be less urgent than the step they hold up."""
        span = {step: [urgency(rule) for rule in self.reasons[step]] for step in self.steps}
        return {
            step: tuple(b for b in self.earlier[step] if max(span[b]) > min(span[step]))
            for step in self.steps
        }

    @cached_property
    def depth(self) -> int:
        """How many steps, each more urgent than the one before, can hold each other up."""
        depth: dict[str, int] = {}
        for step in self.forward:
            depth[step] = 1 + max((depth[before] for before in self.weaker[step]), default=0)
        return min(max(depth.values(), default=1), len(URGENCIES))

    @cached_property
    def most_waiting(self) -> int:
        """The largest number of steps that may wait for one step."""
        waiting = Counter(before for step in self.steps for before in self.earlier[step])
        return max(waiting.values(), default=0)

    @cached_property
    def most_reasons(self) -> int:
        """The largest number of rules that advise one step."""
        return max((len(rules) for rules in self.reasons.values()), default=0)


def urgency(rule: Rule) -> int:
    """The rank of an advising rule's urgency, 0 the strongest."""
    assert rule.then.urgency is not None
    return URGENCIES.index(rule.then.urgency)
