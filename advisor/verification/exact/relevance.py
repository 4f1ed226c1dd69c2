"""Exact relevance: which questions can still change the advice, found by the solver.

The questionnaire uses `advisor.advice.relevance`, which needs no solver; this is what it is
measured against.
"""

from advisor.inference.evaluator import Answers
from advisor.knowledge.knowledge import Knowledge
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode
from advisor.verification.exact.solver import Solver, atom


class ExactRelevance:
    """Answers for one Knowledge; build it once. Needs clingo (the extra `verify`)."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.domains = Domains(knowledge)
        self.solver = Solver(encode(knowledge, self.domains), ["world", "pair"])

    def terms(self, answers: Answers) -> frozenset[str]:
        """The unknown asked terms whose answer can change the advice."""
        unknown = (term for term in self.domains.classes if term not in answers)
        return frozenset(term for term in unknown if self.matters(term, answers))

    def matters(self, term: str, answers: Answers) -> bool:
        """Whether the answer to an unknown asked term can change status, plan or wording.

        It can when two PDs exist that agree with the answers, differ only in this term, are free
        of contradictions (or out of scope), and are not advised alike.
        """
        known = (atom("val", 0, t, self.domains.index(t, value)) for t, value in answers.items())
        return self.solver.possible([*known, atom("change", term), atom("matters")])
