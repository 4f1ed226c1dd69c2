"""The smallest PD that shows a defect: as few answers as can show it, found by optimisation.

The PD's answers are completed to a world free of contradictions, so that the example is a part of
a PD that can exist; what is shown follows from the given answers alone.
"""

from collections.abc import Callable

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import DefectKind
from advisor.knowledge.vocabulary import Term
from advisor.verification.exact.defects import Defect, Example
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode, text
from advisor.verification.exact.solver import Atom, Solver

REAL = ":- not good(0)."
FREE = {"inference": REAL, "contradiction": ":- outside(0).", "out-of-scope": ""}
SHOWN: dict[DefectKind, str] = {
    "contradicts-everything": "ends :- surely(0,R), kind(R,K), K != inference. :- not ends.",
    "impossible-answer": """
        :- outside(0). :- not said. said :- focus(T), given(T), wrong(T,I), val(0,T,I).
        ends :- surely(0,R), kind(R,contradiction). :- not ends.""",
    "dead-rule": """
        :- focus(R), not never(0,R).
        :~ focus(R), all(R,K), not yes(0,K). [1@2,K]
        :~ focus(R), has_any(R), not surely_any(0,R). [1@2,any]""",
    "subsumed-rule": ":- focus(R), not surely(0,R). :- other(R), not surely(0,R).",
    "redundant-rule": """
        :- focus(R), not surely(0,R).
        :- focus(R), concludes(R,D), not surely(0,Q) : concludes(Q,D), Q != R.
        :- focus(R), advises(R,S,U), not surely(0,Q) : advises(Q,S,V), V <= U, Q != R.
        :- focus(R), advises(R,S,_), source(R,L),
           not surely(0,Q) : advises(Q,S,_), source(Q,L), Q != R.""",
    "exclusive-conclusions": ":- focus(R), not surely(0,R). :- other(R), not surely(0,R).",
    "advised-though-done": """
        :- focus(R), not surely(0,R).
        :- focus(R), advises(R,S,_), done_by(S,T,_), not given(T).
        :- focus(R), advises(R,S,_), not done(0,S).""",
    "unreachable-prerequisites": """
        shown :- focus(S), advises(R,S,_), surely(0,R). :- not shown.
        open(P) :- focus(S), ancestor(S,P), not arranged(P).
        arranged(P) :- advises(R,P,_), surely(0,R).
        arranged(P) :- done(0,P), done_by(P,T,_), given(T).
        :~ open(P). [1@2,P]""",
    "gap": """
        :- advises(R,_,_), not never(0,R). :- kind(R,outside), not never(0,R).
        seen :- nothing_to_do(K), no(0,K). seen :- not nothing_to_do(_). :- not seen.""",
    "not-monotonic": """
        :- not improved. :- not good(1). :- change(T), not given(T).
        shown :- focus(R), surely(1,R), concludes(R,D), isnt(0,D). :- not shown.""",
    "question-never-matters": """
        :- focus(T), not change(T). :- change(T), not given(T). :- not good(1).
        touched :- focus(T), reads(R,T), surely(0,R).
        :~ not touched. [1@2]""",
}
"""For each kind, what the given answers have to show; what stands after `:~` is only wished for."""


class Examples:
    """Finds smallest examples for the defects of one Knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge, self.domains = knowledge, Domains(knowledge)
        self.facts = encode(knowledge, self.domains)

    def of(self, defect: Defect) -> Example | None:
        """A smallest PD that shows the defect.

        For a defect whose evidence is "never" it is the nearest miss. None if no PD can show it.
        """
        return self._special.get(defect.kind, self._shown)(defect)

    @property
    def _special(self) -> dict[DefectKind, Callable[[Defect], Example | None]]:
        return {
            "step-never-advised": self._adviser,
            "question-never-matters": self._indifferent,
            "unused-waiver": lambda defect: None,
        }

    def _adviser(self, defect: Defect) -> Example | None:
        """The nearest miss of the first rule that would advise the step."""
        rules = [subject for subject in defect.subjects if subject[0] == "rule"]
        return self._shown(Defect("dead-rule", (rules[0],))) if rules else None

    def _indifferent(self, defect: Defect) -> Example | None:
        term = self.knowledge.vocabulary.asked[defect.subject]
        return self._shown(defect) or Example({term.name: term.values[0]}, _other(term))

    def _shown(self, defect: Defect) -> Example | None:
        two = defect.kind in ("not-monotonic", "question-never-matters")
        parts = ["world", *(["pair"] if two else []), "shown"]
        wanted = [SHOWN[defect.kind], *self._focus(defect), self._world(defect)]
        model = Solver(self.facts, parts, "\n".join(wanted)).model(())
        return None if model is None else self._example(model)

    def _focus(self, defect: Defect) -> list[str]:
        facts = [f"focus({text(defect.subject)})."]
        if defect.kind == "impossible-answer":
            term = self.knowledge.vocabulary.asked[defect.subject]
            index = self.domains.index(term.name, term.parse(defect.others[0]))
            return [*facts, f"wrong({text(term.name)},{index})."]
        return [*facts, *(f"other({text(name)})." for name in defect.others)]

    def _world(self, defect: Defect) -> str:
        if defect.kind in ("contradicts-everything", "impossible-answer"):
            return ""
        kind, name = defect.subjects[0]
        return FREE[self.knowledge.rule[name].kind] if kind == "rule" else REAL

    def _example(self, model: frozenset[Atom]) -> Example:
        given = {str(arguments[0]) for name, arguments in model if name == "given"}
        values: dict[tuple[int, str], Value] = {}
        for name, arguments in model:
            if name == "val":
                world, term, index = int(arguments[0]), str(arguments[1]), int(arguments[2])
                values[world, term] = self.domains.pick(term, index)
        asked = self.knowledge.vocabulary.asked
        answers = {term: values[0, term] for term in asked if term in given}
        changed = [str(arguments[0]) for name, arguments in model if name == "change"]
        change = (changed[0], values[1, changed[0]]) if changed else None
        return Example(answers, change)


def _other(term: Term) -> tuple[str, Value]:
    return term.name, term.values[-1]
