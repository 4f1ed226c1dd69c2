"""Deep verification: every defect, its smallest example, the authors' waivers; exact relevance."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import prod

from advisor.common.text import Text
from advisor.inference.evaluator import Answers
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import DefectKind, Waiver
from advisor.verification.exact.defects import Defect, Example, Subject
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode
from advisor.verification.exact.examples import Examples
from advisor.verification.exact.search import find_defects
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


@dataclass(frozen=True)
class Verification:
    """What was found: `problems` to solve, and `waived` ones with the reason given for each."""

    knowledge: Knowledge
    problems: tuple[Defect, ...]
    waived: tuple[tuple[Defect, Text], ...] = ()

    @property
    def combinations(self) -> int:
        """How many complete sets of answers all this was found out about."""
        return prod(len(term.values) for term in self.knowledge.vocabulary.terms)

    @cached_property
    def examples(self) -> tuple[Example | None, ...]:
        """A smallest PD for each problem, in the same order; None where no PD can show it."""
        examples = Examples(self.knowledge)
        return tuple(examples.of(defect) for defect in self.problems)


def verify(knowledge: Knowledge) -> Verification:
    """Verify a knowledge base over all answer combinations.

    Raises AdvisorError when clingo (the extra `verify`) is not installed.
    """
    defects = find_defects(knowledge)
    given = dict(_waivers(knowledge))
    reasons = {defect: _reason(defect, given) for defect in defects}
    used = {key for defect in defects for key in _keys(defect)}
    unused = tuple(
        Defect("unused-waiver", (subject,), (kind,))
        for kind, subject in given
        if (kind, subject) not in used
    )
    shut = any(defect.kind == "contradicts-everything" for defect in defects)
    return Verification(
        knowledge,
        (*(d for d, reason in reasons.items() if reason is None), *(() if shut else unused)),
        tuple((d, reason) for d, reason in reasons.items() if reason is not None),
    )


def _keys(defect: Defect) -> Iterator[tuple[DefectKind, Subject]]:
    for subject in defect.subjects:
        yield defect.kind, subject


def _reason(defect: Defect, given: dict[tuple[DefectKind, Subject], Text]) -> Text | None:
    return next((given[key] for key in _keys(defect) if key in given), None)


def _waivers(knowledge: Knowledge) -> Iterator[tuple[tuple[DefectKind, Subject], Text]]:
    carrying: list[tuple[Subject, tuple[Waiver, ...]]] = [
        *((("rule", rule.id), rule.waivers) for rule in knowledge.rules),
        *((("step", step.id), step.waivers) for step in knowledge.steps.values()),
        *((("term", term.name), term.waivers) for term in knowledge.vocabulary.all.values()),
    ]
    for subject, waivers in carrying:
        for waiver in waivers:
            yield (waiver.problem, subject), waiver.reason
