"""The one place that imports experta.

experta 1.9.4 pins frozendict 1.2, which looks for `collections.Mapping`, gone since Python 3.10.
The name is lent while frozendict is imported and taken back at once. Importing experta also calls
`logging.basicConfig()`, which is undone: a library's import must not configure its user's logging.

Its matcher takes time that grows with the square of the rules; `ByClass` does not.
"""

import collections
import collections.abc
import logging
from typing import Any


def _import() -> Any:
    lent = not hasattr(collections, "Mapping")
    if lent:
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        import frozendict  # noqa: F401
    finally:
        if lent:
            del collections.Mapping  # type: ignore[attr-defined]
    handlers = logging.root.handlers[:]
    import experta

    logging.root.handlers[:] = handlers
    if not hasattr(experta, "KnowledgeEngine"):
        raise ImportError("experta was imported without its KnowledgeEngine")
    return experta


experta = _import()


class Buses(experta.matchers.rete.BusNode):  # type: ignore[misc, name-defined]
    """The root of the network: a bus for each class of facts.

    experta's one bus shows every fact to the patterns of all classes.
    """

    def __init__(self) -> None:
        super().__init__()
        self._buses: dict[type, Any] = {}

    def add(self, fact: Any) -> None:
        """Send a new fact to the patterns of its class."""
        self._bus(type(fact)).add(fact)

    def remove(self, fact: Any) -> None:
        """Take a fact back from the patterns of its class."""
        self._bus(type(fact)).remove(fact)

    def _bus(self, kind: type) -> Any:
        if kind not in self._buses:
            self._buses[kind] = bus = experta.matchers.rete.BusNode()
            bus.children = [c for c in self.children if c.node.matcher.fact_type is kind]
        return self._buses[kind]


class ByClass(experta.KnowledgeEngine.__matcher__):  # type: ignore[misc, name-defined]
    """experta's matcher, which does not look at what a change leaves as it was."""

    def build_network(self) -> None:
        """Build the network below a bus for each class of facts."""
        self.root_node = Buses()
        super().build_network()
        self._conflict_sets = self._get_conflict_set_nodes()

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """Pass facts on to the network; the activations that this adds and removes."""
        for fact in deleting or ():
            self.root_node.remove(fact)
        for fact in adding or ():
            self.root_node.add(fact)
        found = [n.get_activations() for n in self._conflict_sets if n.added or n.removed]
        return [act for new, _ in found for act in new], [act for _, old in found for act in old]
