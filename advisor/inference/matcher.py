"""The engine's matcher and agenda, behind experta's own interfaces.

All patterns of our productions are positive and no fact is ever taken back, so a network of joins
has nothing to do: a production is activated when none of its patterns is missing any more. Facts,
firing and the run are experta's.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from advisor.inference.experta_import import experta

Test = Callable[[Any], bool]


class Counting(experta.abstract.Matcher):  # type: ignore[misc]
    """Counts, for each production, the patterns that no fact has matched yet."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        # Copies, as experta's own matcher makes them: the engine's own are bound to it.
        rules = [rule.new_conditions(*rule) for rule in engine.get_rules()]
        self._activations = [experta.activation.Activation(rule, ()) for rule in rules]
        self._patterns = [len(rule) for rule in rules]
        self._missing: list[int] = []
        self._waiting: dict[type, list[tuple[Test, int]]] = defaultdict(list)
        for number, rule in enumerate(rules):
            for pattern in rule:
                self._waiting[type(pattern)].append((_test(pattern), number))
        self.reset()

    def reset(self) -> None:
        """Nothing is known."""
        self._missing = self._patterns.copy()

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """The activations that new facts bring; none goes.

        A pattern is matched once at most: no two facts of a run are of one term, and of the control
        facts each has its own number.
        """
        if deleting:
            raise NotImplementedError("facts are never taken back")
        found = []
        for fact in adding or ():
            for test, number in self._waiting.get(type(fact), ()):
                if test(fact):
                    self._missing[number] -= 1
                    if not self._missing[number]:
                        found.append(self._activations[number])
        return found, []


class BySalience(experta.abstract.Strategy):  # type: ignore[misc]
    """Total order: salience, which no two productions share; experta takes from the end."""

    def _update_agenda(self, agenda: Any, added: list[Any], removed: list[Any]) -> None:
        for activation in added:
            insort(agenda.activations, activation, key=_salience)


def _salience(activation: Any) -> int:
    salience: int = activation.rule.salience
    return salience


def _test(pattern: Any) -> Test:
    """Whether a fact of the pattern's class has what its one field asks for."""
    ((field, wanted),) = pattern.items()
    if isinstance(wanted, experta.P):
        holds: Test = wanted.match
        return lambda fact: holds(fact[field])
    return lambda fact: bool(fact[field] == wanted)
