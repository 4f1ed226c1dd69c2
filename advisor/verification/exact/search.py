"""Finds every defect of a Knowledge, exactly: each is a question about all answer combinations.

Only answers that can be those of a real PD count: complete, free of contradictions, and in scope.
A rule that applies while some answers are unknown applies however they turn out, so nothing that
happens to a partly known PD is missed.
"""

from collections.abc import Iterator, Sequence

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import URGENCIES, Condition, Rule
from advisor.knowledge.vocabulary import written
from advisor.verification.exact.defects import Defect, Subject
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import ancestors, encode, line_name, rivals
from advisor.verification.exact.solver import Atom, Solver, atom

GOOD = atom("good", 0)
REAL: dict[str, tuple[Atom, ...]] = {
    "inference": (GOOD,),
    "contradiction": (atom("inside"),),
    "out-of-scope": (),
}
"""For each kind of rule, what is assumed of the answers among which it has to do its work."""


def find_defects(knowledge: Knowledge) -> tuple[Defect, ...]:
    """Every defect, in a fixed order. Raises AdvisorError when clingo is not installed."""
    search = _Search(knowledge)
    everything = tuple(search.nobody())
    return everything or (*search.one_world(), *search.two_worlds())


class _Search:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.domains = Domains(knowledge)
        self.facts = encode(knowledge, self.domains)
        self.solver = Solver(self.facts, ["world", "single"])
        self.dead: set[str] = set()

    def one_world(self) -> Iterator[Defect]:
        """What one PD at a time shows."""
        yield from self.answers()
        for kind in REAL:
            yield from self.rules([rule for rule in self.knowledge.rules if rule.kind == kind])
        yield from self.conclusions()
        yield from self.steps()
        if self.solver.possible([atom("gap")]):
            yield Defect("gap", (("steps", "nothing_to_do"),))

    def nobody(self) -> Iterator[Defect]:
        """Whether no PD at all is left to advise, and the rules that shut everybody out."""
        if not self.solver.possible([GOOD]):
            names = self._excluding_rules(())
            yield Defect("contradicts-everything", tuple(("rule", name) for name in names))

    def answers(self) -> Iterator[Defect]:
        """Answers that nobody in scope can give without contradiction."""
        goals = [
            atom("val", 0, term, index)
            for term, classes in self.domains.classes.items()
            for index in range(len(classes))
        ]
        in_scope = atom("inside")
        for goal in self.solver.impossible(goals, [GOOD]):
            if not self.solver.possible([goal, in_scope]):
                continue
            _, term, index = goal[1]
            names = self._excluding_rules((goal, in_scope))
            rules: list[Subject] = [("rule", name) for name in names]
            value = written(self.domains.pick(str(term), int(index)))
            yield Defect("impossible-answer", (("term", str(term)), *rules), (value,))

    def rules(self, rules: list[Rule]) -> Iterator[Defect]:
        """Rules that never apply, or never say what no other says; all are of one kind."""
        if not rules:
            return
        real = REAL[rules[0].kind]
        never = self.solver.impossible([atom("applies", 0, rule.id) for rule in rules], real)
        self.dead |= {str(goal[1][1]) for goal in never}
        for name in (str(goal[1][1]) for goal in never):
            yield Defect("dead-rule", (("rule", name),), self._excluding_lines(name, real))
        living = [rule for rule in rules if rule.id not in self.dead]
        for goal in self.solver.impossible([atom("adds", rule.id) for rule in living], real):
            yield self._redundant(self.knowledge.rule[str(goal[1][0])], real)

    def conclusions(self) -> Iterator[Defect]:
        """Rules that conclude what excludes each other, or advise what is done."""
        for one, other in self._happening("both", tuple(rivals(self.knowledge))):
            yield Defect("exclusive-conclusions", (("rule", one), ("rule", other)), (other,))
        advisers = [(r.id,) for r in self.knowledge.rules if r.then.advise]
        for (name,) in self._happening("clash", advisers):
            step = self.knowledge.rule[name].then.advise
            yield Defect("advised-though-done", (("rule", name), ("step", str(step))))

    def steps(self) -> Iterator[Defect]:
        """Steps that nobody is advised, and steps whose prerequisites cannot all come about."""
        names = list(self.knowledge.steps)
        never = self.solver.impossible([atom("advised", 0, name) for name in names], [GOOD])
        unadvised = {str(goal[1][1]) for goal in never}
        for name in (name for name in names if name in unadvised):
            rules: list[Subject] = [("rule", rule.id) for rule in self.knowledge.advisers[name]]
            yield Defect("step-never-advised", (("step", name), *rules))
        goals = [atom("way", name) for name in names if name not in unadvised]
        for goal in self.solver.impossible(goals, [GOOD]):
            step = str(goal[1][0])
            met = [atom("met", earlier) for earlier in ancestors(self.knowledge, step)]
            stuck = self.solver.excluding(met, [GOOD, atom("advised", 0, step)])
            others = tuple(str(item[1][0]) for item in stuck)
            yield Defect("unreachable-prerequisites", (("step", step),), others)

    def two_worlds(self) -> Iterator[Defect]:
        """What shows only between two PDs that differ in one answer."""
        pair = Solver(self.facts, ["world", "pair"])
        obstacles = {t.name for t in self.knowledge.vocabulary.derived if t.obstacle == "yes"}
        rules = [rule.id for rule in self.knowledge.rules if rule.then.conclude in obstacles]
        goals = [atom("worse", name) for name in rules]
        fine = {goal[1][0] for goal in pair.impossible(goals)}
        for name in (name for name in rules if name not in fine):
            yield Defect("not-monotonic", (("rule", name),))
        for name in self.knowledge.vocabulary.asked:
            if not pair.possible([atom("change", name), atom("matters")]):
                yield Defect("question-never-matters", (("term", name),))

    def _happening(
        self, name: str, arguments: Sequence[tuple[str, ...]]
    ) -> Iterator[tuple[str, ...]]:
        """The arguments for which the atom holds of some real PD."""
        goals = {atom(name, *item): item for item in arguments}
        never = set(self.solver.impossible(goals, [GOOD]))
        yield from (item for goal, item in goals.items() if goal not in never)

    def _excluding_rules(self, assumed: tuple[Atom, ...]) -> list[str]:
        """The fewest rules of which one always ends the matter."""
        ending = [rule for rule in self.knowledge.rules if rule.kind != "inference"]
        goals = [atom("rests", rule.id) for rule in ending]
        return [str(item[1][0]) for item in self.solver.excluding(goals, assumed)]

    def _excluding_lines(self, name: str, real: tuple[Atom, ...]) -> tuple[str, ...]:
        """The lines of a dead rule that never hold together."""
        rule = self.knowledge.rule[name]
        lines = {
            atom("holds", 0, line_name(rule, place)): condition
            for place, condition in enumerate(rule.conditions)
        }
        required = [goal for goal, condition in lines.items() if condition.part != "any"]
        goals = [*required, *([atom("anyone", 0, name)] if rule.alternatives else [])]
        core = self.solver.excluding(goals, real)
        shown = [c for goal, c in lines.items() if goal in core]
        if atom("anyone", 0, name) in core:
            shown += rule.alternatives
        return tuple(_line(condition) for condition in shown)

    def _redundant(self, rule: Rule, real: tuple[Atom, ...]) -> Defect:
        alike = [r for r in self.knowledge.rules if r.id != rule.id and _says_as_much(r, rule)]
        for other in alike:
            if not self.solver.possible([atom("apart", other.id, rule.id), *real]):
                return Defect("subsumed-rule", (("rule", rule.id),), (other.id,))
        same = tuple(r.id for r in self.knowledge.rules if r.id != rule.id and _speaks_of(r, rule))
        return Defect("redundant-rule", (("rule", rule.id),), same)


def _line(condition: Condition) -> str:
    """A line as the rule's file has it, with its part where that is not `all`."""
    part = "" if condition.part == "all" else f"{condition.part} "
    return f"{part}{condition.term}: {condition.phrase.text}"


def _says_as_much(other: Rule, rule: Rule) -> bool:
    """Whether `other`, when both apply, leaves `rule` nothing to say."""
    if rule.kind != "inference":
        return other.kind == rule.kind and set(other.reads) <= set(rule.reads)
    concluded = rule.then.conclude in (None, other.then.conclude)
    return other.kind == rule.kind and concluded and _advises_as_much(other, rule)


def _advises_as_much(other: Rule, rule: Rule) -> bool:
    if rule.then.advise is None or rule.then.urgency is None:
        return True
    if other.then.advise != rule.then.advise or other.then.urgency is None:
        return False
    urgent = URGENCIES.index(other.then.urgency) <= URGENCIES.index(rule.then.urgency)
    return urgent and set(rule.sources) <= set(other.sources)


def _speaks_of(other: Rule, rule: Rule) -> bool:
    """Whether both rules conclude the same or advise the same step."""
    if rule.kind != "inference":
        return other.kind == rule.kind
    then, also = rule.then, other.then
    return (then.conclude is not None and then.conclude == also.conclude) or (
        then.advise is not None and then.advise == also.advise
    )
