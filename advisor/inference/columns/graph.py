"""What the knowledge alone says about the steps, before any row is seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES, Rule

Ints = npt.NDArray[np.int64]
Crosswise = list[tuple[Ints, Ints]]
"""Place by place, which lists have something there, by number, and what: so that something can be
done for all lists in as many calls as the longest has places."""


@dataclass(frozen=True)
class Graph:
    """The steps and the advice that can be given on them.

    Every mapping is by step. `earlier` holds all steps that may come before a step, directly or
    not; `reasons` the rules that advise it, the most urgent first, as a plan lists them. Arrays
    know steps, rules and pairs of steps by their number.
    """

    knowledge: Knowledge

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Step ids in the article's order: a step's place is its position."""
        return tuple(self.knowledge.steps)

    @cached_property
    def place(self) -> dict[str, int]:
        """Each step's position."""
        return {step: place for place, step in enumerate(self.steps)}

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
    def pairs(self) -> dict[tuple[str, str], int]:
        """Each step with each earlier one, numbered so that earlier steps' pairs come first."""
        pairs = ((step, before) for step in self.forward for before in self.earlier[step])
        return {pair: number for number, pair in enumerate(pairs)}

    @cached_property
    def freeable(self) -> dict[tuple[str, str], int]:
        """Each step and prerequisite from which it may be freed, numbered."""
        return {pair: number for number, pair in enumerate(self.knowledge.frees)}

    @cached_property
    def weaker(self) -> tuple[Ints, Ints, Ints]:
        """The pairs whose earlier step may be the less urgent: step, earlier step, pair."""
        span = {step: [urgency(rule) for rule in self.reasons[step]] for step in self.steps}
        found = [
            (self.place[step], self.place[before], number)
            for (step, before), number in self.pairs.items()
            if max(span[before], default=0) > min(span[step], default=len(URGENCIES))
        ]
        step, before, number = np.array(found, np.int64).reshape(-1, 3).T
        return step, before, number

    @cached_property
    def depth(self) -> int:
        """How many steps, each more urgent than the one before, can hold each other up."""
        depth = [1] * len(self.steps)
        for step, before, _ in zip(*self.weaker, strict=True):
            depth[step] = max(depth[step], 1 + depth[before])
        return min(max(depth, default=1), len(URGENCIES))

    @cached_property
    def most_waiting(self) -> int:
        """The largest number of steps that may wait for one step."""
        waiting = Counter(before for step in self.steps for before in self.earlier[step])
        return max(waiting.values(), default=0)

    @cached_property
    def most_reasons(self) -> int:
        """The largest number of rules that advise one step."""
        return max((len(rules) for rules in self.reasons.values()), default=0)

    @cached_property
    def advising(self) -> tuple[Rule, ...]:
        """All rules of `reasons`, step after step."""
        return tuple(rule for step in self.steps for rule in self.reasons[step])

    @cached_property
    def numbers(self) -> dict[str, range]:
        """Where each step's reasons stand among `advising`."""
        ends = accumulate((len(self.reasons[step]) for step in self.steps), initial=0)
        return {step: range(*ends) for step, ends in zip(self.steps, pairwise(ends), strict=True)}

    @cached_property
    def advisers(self) -> Crosswise:
        """Each step's reasons by number."""
        return crosswise([*self.numbers.values()])

    @cached_property
    def waiters(self) -> Crosswise:
        """Each step's pairs with those that may wait for it, by number."""
        pairs: dict[str, list[int]] = {step: [] for step in self.steps}
        for (_, before), number in self.pairs.items():
            pairs[before].append(number)
        return crosswise([*pairs.values()])


def urgency(rule: Rule) -> int:
    """The rank of an advising rule's urgency, 0 the strongest."""
    assert rule.then.urgency is not None
    return URGENCIES.index(rule.then.urgency)


def crosswise(lists: Sequence[Sequence[int]]) -> Crosswise:
    """What stands first in the lists, then what stands second in those that have so many, ..."""
    return [
        (
            np.array([number for number, one in enumerate(lists) if place < len(one)]),
            np.array([one[place] for one in lists if place < len(one)]),
        )
        for place in range(max(map(len, lists), default=0))
    ]
