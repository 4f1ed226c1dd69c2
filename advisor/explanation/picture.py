"""The proof of a step as a Picture: answers, findings, rules and the step, from left to right.

Findings and rules stand right of all that carries them. Answers, and the statements of the article
at each rule, stand directly left of the first rule they carry, to keep arrows short.
"""

from dataclasses import replace

from advisor.explanation.graph.picture import Edge, Kind, Node, Picture
from advisor.explanation.how import Explanation
from advisor.explanation.proof import Answer, Decided, Judged
from advisor.explanation.telling.speaker import Speaker
from advisor.knowledge.rule import Outcome


def proof_picture(explanation: Explanation, speaker: Speaker) -> Picture:
    """Draw the proof; every answer, finding and rule appears once, a rejected rule unlit."""
    step = explanation.step
    drawing = _Drawing(speaker)
    drawing.nodes[step.step] = Node(step.step, "step", step.text.to(speaker.language), step.step)
    for judged in explanation.reasons:
        drawing.rule(judged, step.step)
    title = speaker.say("explain.title", step=step.text, id=step.step)
    return Picture(title, drawing.placed(), tuple(drawing.edges))


class _Drawing:
    """Nodes by id, in the order met, and the edges between them."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker = speaker
        self.nodes: dict[str, Node] = {}
        self.edges: dict[Edge, None] = {}

    def rule(self, judged: Judged, above: str) -> None:
        """Draw a rule and, when it is met first, all below it."""
        rule = judged.rule
        self.edges[Edge(rule.id, above)] = None
        if rule.id in self.nodes:
            return
        applies = judged.outcome is Outcome.APPLIES
        key = f"explain.note-{judged.outcome.value}"
        note = rule.id if applies else self.speaker.say(key, rule=rule.id)
        title = rule.title.to(self.speaker.language)
        self.nodes[rule.id] = Node(rule.id, "rule", title, note, lit=applies)
        for line in judged.lines:
            self.ground(line.ground, rule.id)
        for locator in rule.sources:
            self.source(locator, rule.id)

    def ground(self, ground: Answer | Decided, above: str) -> None:
        """Draw an answer, or a finding with all below it."""
        self.edges[Edge(ground.term, above)] = None
        if ground.term in self.nodes:
            return
        assert ground.value is not None, "a reason rests on what is known or assumed"
        text = self.speaker.sentence(ground.term, ground.value)
        kind: Kind = "answer" if isinstance(ground, Answer) else "finding"
        key = "explain.note-assumed"
        note = self.speaker.say(key, term=ground.term) if ground.assumed else ground.term
        self.nodes[ground.term] = Node(ground.term, kind, text, note, lit=not ground.assumed)
        if isinstance(ground, Decided):
            for judged in ground.rules:
                self.rule(judged, ground.term)

    def source(self, locator: str, rule: str) -> None:
        """Draw a statement of the article beside the rule that cites it."""
        statement = self.speaker.knowledge.statements[locator]
        place = self.speaker.say(
            "plan.source", place=statement.place, locator=locator, line=statement.line
        )
        name = f"{rule} {locator}"
        says = statement.says.to(self.speaker.language)
        self.nodes[name] = Node(name, "source", says, place)
        self.edges[Edge(name, rule)] = None

    def placed(self) -> tuple[Node, ...]:
        """The nodes, each in its column."""
        column: dict[str, int] = {}
        for name in self.nodes:
            self._place(name, column)
        for name in self.nodes:
            if column[name] == 0:
                column[name] = min(column[e.end] for e in self.edges if e.start == name) - 1
        return tuple(replace(node, layer=column[name]) for name, node in self.nodes.items())

    def _place(self, name: str, column: dict[str, int]) -> int:
        """The length of the longest way from a leaf."""
        if name not in column:
            below = [self._place(edge.start, column) for edge in self.edges if edge.end == name]
            column[name] = max(below, default=-1) + 1
        return column[name]
