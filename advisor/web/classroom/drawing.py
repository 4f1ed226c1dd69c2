"""The rule graph of a board: which part, as SVG, and what a list beside it names."""

import re
from dataclasses import dataclass

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language, said
from advisor.explanation.graph.network import Fired, Network
from advisor.explanation.graph.picture import Node, Picture
from advisor.explanation.graph.selection import rule_network
from advisor.explanation.graph.svg import svg
from advisor.explanation.situation import Situation
from advisor.knowledge.knowledge import Knowledge
from advisor.web.classroom.cache import Recent
from advisor.web.classroom.state import shown

FIRED, OVERVIEW = "fired", "overview"
KINDS = ("topic", "rule", "step")
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_DRAWN: Recent[str] = Recent(64)


@dataclass(frozen=True)
class Part:
    """Which part of the network: `fired`, `overview`, or a kind and a name, `topic:…`.

    With `every`, what did not fire is shown as well, in the background.
    """

    text: str
    every: bool = True

    @property
    def named(self) -> dict[str, str]:
        """The part as `rule_network` takes it. Raises AdvisorError for another kind."""
        kind, _, name = self.text.partition(":")
        if kind in KINDS and name:
            return {kind: name}
        if self.text in (FIRED, OVERVIEW):
            return {}
        raise AdvisorError([Problem(shown(self.text), None, said("classroom.no-part"))])


@dataclass(frozen=True)
class Drawn:
    """A picture as SVG, and its size in pixels."""

    text: str

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        found = _SIZE.search(self.text)
        assert found
        return float(found[1]), float(found[2])


def picture(knowledge: Knowledge, situation: Situation, part: Part, language: Language) -> Picture:
    """The part with what fired lit. Raises AdvisorError, also when nothing of it fired."""
    named = part.named
    if part.text == OVERVIEW:
        return rule_network(knowledge, language)
    fired = Fired(situation.advice, situation.evaluation)
    every = part.every and part.text != FIRED
    return rule_network(knowledge, language, **named, fired=fired, every=every)


def drawn(knowledge: Knowledge, situation: Situation, part: Part, language: Language) -> Drawn:
    """The picture as SVG, from those drawn last if it is there. Raises AdvisorError."""
    facts = tuple(situation.facts.answers.items())
    key = (knowledge.digest, facts, part, language)

    def make() -> str:
        return svg(picture(knowledge, situation, part, language), language)

    return Drawn(_DRAWN.get(key, make))


def named_nodes(made: Picture, kind: str) -> tuple[tuple[str, Node], ...]:
    """The picture's boxes of one kind, each with the name of what it stands for."""
    found = (node for node in made.nodes if node.kind == kind)
    return tuple((node.id.partition(":")[2], node) for node in found)


def parts(knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    """The names that each kind of part can have."""
    topics = tuple(name for name, rules in Network(knowledge).topics.items() if rules)
    rules = tuple(rule.id for rule in knowledge.rules)
    return {"topic": topics, "rule": rules, "step": tuple(knowledge.steps)}
