"""Exact relevance: which questions can still change the advice, found by the solver.

The questionnaire uses `advisor.relevance`, which needs no solver; this is what it is measured
against.
"""

from advisor.evaluator import Answers
from advisor.knowledge import Knowledge
from advisor.verify.domains import Domains
from advisor.verify.encoding import encode
from advisor.verify.solver import Solver, atom


class ExactRelevance:
    """Answers for one Knowledge; build it once. Needs clingo (the extra `verify`)."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.domains = Domains(knowledge)
        self.solver = Solver(encode(knowledge, self.domains), ["world", "pair"])

    def terms(self, answers: Answers) -> frozenset[str]:
        """The unknown asked terms whose answer can change status, plan or wording.

        A term is relevant when two PDs exist that agree with the answers, differ only in this
        term, are free of contradictions, and are not advised alike. `answers` must be those of
        some PD: free of contradictions with whatever is still unknown.
        """
        known = [
            atom("val", 0, term, self.domains.index(term, value)) for term, value in answers.items()
        ]
        unknown = [term for term in self.domains.classes if term not in answers]
        matters = atom("matters")
        return frozenset(
            term
            for term in unknown
            if self.solver.possible([*known, atom("change", term), matters])
        )
