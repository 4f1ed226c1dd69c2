"""The proof of a step as a Picture: answers, findings, rules and the step, from left to right."""

from advisor.explanation.how import Explanation
from advisor.explanation.proof import Answer, Decided, Judged
from advisor.explanation.telling.speaker import Speaker
from advisor.graph.picture import Edge, Kind, Node, Picture
from advisor.rule import Outcome


def proof_picture(explanation: Explanation, speaker: Speaker) -> Picture:
    """Draw the proof; every answer, finding, rule and statement of the article appears once."""
    step = explanation.step
    drawing = _Drawing(speaker)
    drawing.put(Node(step.step, "step", step.text.to(speaker.language), step.step))
    for judged in explanation.reasons:
        drawing.rule(judged, step.step)
    title = speaker.say("explain.title", step=step.text, id=step.step)
    return Picture(title, tuple(drawing.nodes.values()), tuple(drawing.edges))


class _Drawing:
    """Nodes by id, in the order met. Leaves keep layer 0, so that the edges give the columns."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.nodes: dict[str, Node] = {}
        self.edges: dict[Edge, None] = {}

    def put(self, node: Node) -> bool:
        """Add the node; False when it is there already."""
        new = node.id not in self.nodes
        self.nodes.setdefault(node.id, node)
        return new

    def rule(self, judged: Judged, above: str) -> None:
        rule = judged.rule
        applies = judged.outcome is Outcome.APPLIES
        note = rule.id if applies else self.speaker.say("explain.note-rejected", rule=rule.id)
        new = self.put(
            Node(rule.id, "rule", rule.title.to(self.speaker.language), note, lit=applies)
        )
        self.edges[Edge(rule.id, above)] = None
        if not new:
            return
        for locator in rule.sources:
            self.source(locator, rule.id)
        for line in judged.lines:
            self.ground(line.ground, rule.id)

    def ground(self, ground: Answer | Decided, above: str) -> None:
        kind: Kind = "answer" if isinstance(ground, Answer) else "finding"
        assert ground.value is not None, "what applies rests on known answers alone"
        text = self.speaker.sentence(ground.term, ground.value)
        new = self.put(Node(ground.term, kind, text, ground.term))
        self.edges[Edge(ground.term, above)] = None
        if new and isinstance(ground, Decided):
            for judged in ground.rules:
                self.rule(judged, ground.term)

    def source(self, locator: str, above: str) -> None:
        statement = self.speaker.knowledge.statements[locator]
        says = statement.says.to(self.speaker.language)
        place = self.speaker.say(
            "plan.source", place=statement.place, locator=locator, line=statement.line
        )
        self.put(Node(locator, "source", says, place))
        self.edges[Edge(locator, above)] = None
