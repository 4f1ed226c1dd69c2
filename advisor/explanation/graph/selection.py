"""Which picture of the rule network is wanted, from the names a person gives."""

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Language, said
from advisor.common.messages import word
from advisor.explanation.graph.drawing import fired_picture, network_picture, overview
from advisor.explanation.graph.network import Fired, Link, Network
from advisor.explanation.graph.picture import Picture
from advisor.knowledge.knowledge import Knowledge


def rule_network(
    knowledge: Knowledge,
    language: Language,
    *,
    topic: str | None = None,
    rule: str | None = None,
    step: str | None = None,
    fired: Fired | None = None,
    every: bool = False,
) -> Picture:
    """The rule network as a picture: the overview, or one topic, or what surrounds a rule or step.

    With `fired`, the part (or the whole) with what took part in that consultation lit and, unless
    `every` link is wanted, nothing else. Raises AdvisorError for an unknown name, with the nearest
    one, and when nothing of the part fired.
    """
    network = Network(knowledge)
    if not (topic or rule or step or fired):
        return overview(network, language)
    links, title = _part(network, topic, rule, step, language)
    if not fired:
        return network_picture(network, links, title, language)
    name = fired.advice.name or word("graph.no-name", language)
    title = word("graph.with-answers", language, title=title, name=name)
    picture = fired_picture(network, links, fired, title, language, every)
    if not picture.nodes:
        raise AdvisorError([Problem(title, None, said("graph.nothing-fired"))])
    return picture


def _part(
    network: Network, topic: str | None, rule: str | None, step: str | None, language: Language
) -> tuple[tuple[Link, ...], str]:
    """The links of the part and its title."""
    knowledge = network.knowledge
    if topic:
        links = network.of_topic(topic)
        title = next(t.title for t in knowledge.vocabulary.topics if t.name == topic)
        return links, word("graph.title-topic", language, topic=title)
    if rule:
        return network.around_rule(rule), word("graph.title-rule", language, rule=rule.upper())
    if step:
        links = network.around_step(step)
        return links, word("graph.title-step", language, step=knowledge.step_text(step))
    return network.links, word("graph.title-fired", language)
