"""Pictures of the rule network, in words: the overview by topic, a part, and what fired."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.text import Text
from advisor.explanation.graph.network import Fired, Link, Network, Ref, layers
from advisor.explanation.graph.picture import Edge, Node, Picture
from advisor.knowledge.rule import Condition, Outcome, Rule
from advisor.presentation.rule import range_words


def overview(network: Network, language: Language) -> Picture:
    """Topics with their counts of rules, questions and steps, joined by what they find out."""
    knowledge = network.knowledge
    titles = {topic.name: topic.title.to(language) for topic in knowledge.vocabulary.topics}
    nodes = [
        Node(
            f"topic:{name}",
            "topic",
            titles[name],
            _note(rules, network, language),
        )
        for name, rules in network.topics.items()
        if rules
    ]
    edges: dict[Edge, None] = {}
    for term in knowledge.vocabulary.derived:
        makers = [network.topic_of(rule) for rule in knowledge.supporters[term.name]]
        readers = [network.topic_of(r) for r in knowledge.rules if term.name in r.reads]
        if crossing := [name for name in readers if {name} != set(makers)]:
            text = term.label.to(language)
            nodes.append(Node(f"term:{term.name}", "finding", text))
            edges.update({Edge(f"topic:{name}", f"term:{term.name}"): None for name in makers})
            edges.update({Edge(f"term:{term.name}", f"topic:{name}"): None for name in crossing})
    title = word("graph.overview", language, rules=len(knowledge.rules))
    return Picture(title, tuple(nodes), tuple(edges))


def _note(rules: tuple[Rule, ...], network: Network, language: Language) -> str:
    asked = network.knowledge.vocabulary.asked
    return word(
        "graph.counts",
        language,
        rules=len(rules),
        answers=len({term for rule in rules for term in rule.reads if term in asked}),
        steps=len({rule.then.advise for rule in rules if rule.then.advise}),
    )


def network_picture(
    network: Network, links: Iterable[Link], title: str, language: Language
) -> Picture:
    """A part of the network as it stands, whatever the answers."""
    return _Drawing(network, tuple(links), language).picture(title)


def fired_picture(
    network: Network,
    links: Iterable[Link],
    fired: Fired,
    title: str,
    language: Language,
    every: bool = False,
) -> Picture:
    """A part of the network with what took part in one consultation lit.

    What did not take part is left out, unless `every` link is wanted.
    """
    shown = tuple(links) if every else fired.part(network, links)
    return _Drawing(network, shown, language, fired).picture(title)


@dataclass
class _Drawing:
    network: Network
    links: tuple[Link, ...]
    language: Language
    fired: Fired | None = None

    def picture(self, title: str) -> Picture:
        nodes = tuple(self._node(ref, layer) for ref, layer in layers(self.links).items())
        return Picture(title, nodes, tuple(self._edge(link) for link in self.links))

    def _edge(self, link: Link) -> Edge:
        text = self._condition(link.condition) if link.condition and not self.fired else ""
        lit = not self.fired or self.fired.lit(link)
        return Edge(_id(link.start), _id(link.end), text, lit)

    def _node(self, ref: Ref, layer: int) -> Node:
        match ref.kind:
            case "rule":
                return self._rule(ref, layer)
            case "step":
                return self._step(ref, layer)
            case _:
                return self._term(ref, layer)

    def _rule(self, ref: Ref, layer: int) -> Node:
        rule = self.network.knowledge.rule[ref.name]
        notes, lit = [rule.id], True
        if self.fired:
            outcome = self.fired.evaluation.outcomes[rule.id]
            lit = outcome is Outcome.APPLIES
            notes += [] if lit else [word(f"outcome.{outcome.value}", self.language)]
        elif rule.kind != "inference":
            notes.append(word(f"graph.{rule.kind}", self.language))
        if rule.then.urgency and lit:
            notes.append(word(f"graph.urgency-{rule.then.urgency}", self.language))
        return self._made(ref, layer, rule.title, " · ".join(notes), lit)

    def _step(self, ref: Ref, layer: int) -> Node:
        knowledge = self.network.knowledge
        text, note, lit = knowledge.step_text(ref.name), "", True
        if self.fired:
            advised = [s for s in self.fired.advice.steps if s.step == ref.name]
            text, lit = advised[0].text if advised else text, bool(advised)
            note = word("graph.rank", self.language, rank=advised[0].rank) if advised else ""
        return self._made(ref, layer, text, note, lit)

    def _term(self, ref: Ref, layer: int) -> Node:
        term = self.network.knowledge.term(ref.name)
        if not self.fired:
            return self._made(ref, layer, term.label, self._origin(ref), True)
        value = self.fired.evaluation.values.get(ref.name)
        if value is None:
            note = word("graph.not-known", self.language)
            return self._made(ref, layer, term.label, note, False)
        return self._made(ref, layer, term.sentence(value), "", True)

    def _origin(self, ref: Ref) -> str:
        """Where a finding comes from that is concluded outside this picture."""
        derived = ref.name not in self.network.knowledge.vocabulary.asked
        if not derived or any(link.end == ref for link in self.links):
            return ""
        rules = tuple(rule.id for rule in self.network.knowledge.supporters[ref.name])
        return word("graph.from-rules", self.language, rules=rules)

    def _made(self, ref: Ref, layer: int, text: Text, note: str, lit: bool) -> Node:
        asked = ref.name in self.network.knowledge.vocabulary.asked
        kind = ref.kind if ref.kind != "term" else "answer" if asked else "finding"
        return Node(_id(ref), kind, text.to(self.language), note, layer, lit)

    def _condition(self, condition: Condition) -> str:
        term, phrase = self.network.knowledge.term(condition.term), condition.phrase
        if phrase.is_range:
            text = range_words(phrase, self.language)
        else:
            shown = [term.shown(value).to(self.language) for value in phrase.allowed]
            text = f" {word('rules.or', self.language)} ".join(shown)
        return word(f"graph.part-{condition.part}", self.language, phrase=text)


def _id(ref: Ref) -> str:
    return f"{ref.kind}:{ref.name}"
