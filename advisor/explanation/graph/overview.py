"""The overview of the whole network: one box a topic, and the findings that pass between topics."""

from advisor.common.language import Language
from advisor.common.messages import word
from advisor.explanation.graph.network import Network
from advisor.explanation.graph.picture import Edge, Node, Picture
from advisor.knowledge.rule import Rule


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
