"""The outcome of `rules test` in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.common.errors import Problem
from advisor.common.language import Language, said
from advisor.common.messages import describe, word
from advisor.inference.evaluator import Answers
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import written
from advisor.verification.cases.case_files import FiledCase
from advisor.verification.cases.coverage import Side, coverage, sides
from advisor.verification.cases.uncoverable import Uncoverable, uncoverable
from advisor.verification.mutants.killing import score
from advisor.verification.mutants.verdict import witness


@dataclass(frozen=True)
class CasesReport:
    """What the cases do: how many there are, beside the rules' own examples; what they cover, as
    (covered, of all) for rules, lines and steps, and what they do not; and the faults they catch.
    `faults` is None when it was not measured.
    """

    cases: int
    examples: int
    covered: dict[str, tuple[int, int]]
    rules: tuple[str, ...]
    lines: tuple[Side, ...]
    steps: tuple[str, ...]
    never: tuple[Uncoverable, ...]
    faults: "Faults | None"

    @property
    def whole(self) -> bool:
        """Whether every fault that can be seen is caught."""
        return not (self.faults and self.faults.alive)

    def told(self, language: Language) -> Iterator[str]:
        """The report in words."""
        yield word("cases.passed", language, cases=self.cases, examples=self.examples)
        shown = {name: f"{part}/{whole}" for name, (part, whole) in self.covered.items()}
        yield word("cases.coverage", language, **shown)
        names = (*self.rules, *(_side(side, language) for side in self.lines), *self.steps)
        if names:
            yield word("cases.missing", language, names=names)
        yield from (_never(item, language) for item in self.never)
        if self.faults:
            yield from self.faults.told(self.cases, language)

    def as_json(self, language: Language) -> dict[str, Any]:
        """`rules-test/1`; sides of conditions in words."""
        return {
            "schema": "rules-test/1",
            "whole": self.whole,
            "cases": self.cases,
            "examples": self.examples,
            "covered": {n: {"covered": part, "of": of} for n, (part, of) in self.covered.items()},
            "uncovered": {
                "rules": list(self.rules),
                "lines": [_side(side, language) for side in self.lines],
                "steps": list(self.steps),
            },
            "never": [_side(item.side, language) for item in self.never],
            "faults": self.faults.as_json(language) if self.faults else None,
        }


@dataclass(frozen=True)
class Faults:
    """The faults of the mutants: how many were caught, how many are proven to change nothing, the
    others with the fewest answers that show them, and the cases that nothing needs.
    """

    caught: int
    equivalent: int
    alive: dict[str, dict[str, Value]]
    spare: tuple[Problem, ...]

    def told(self, cases: int, language: Language) -> Iterator[str]:
        """The score in words."""
        possible = self.caught + len(self.alive)
        percent = 100 * self.caught // possible if possible else 100
        counts = {"killed": self.caught, "possible": possible, "percent": percent}
        equivalent = self.equivalent
        yield word("cases.score", language, **counts, cases=cases, equivalent=equivalent)
        yield from (_alive(*item, language) for item in self.alive.items())
        yield from (describe(problem, language) for problem in self.spare)

    def as_json(self, language: Language) -> dict[str, Any]:
        """The counts, the mutants alive with the answers that show them, the spare cases."""
        return {
            "caught": self.caught,
            "equivalent": self.equivalent,
            "alive": self.alive,
            "spare": [describe(problem, language) for problem in self.spare],
        }


def cases_report(
    knowledge: Knowledge, cases: Sequence[FiledCase], measure: bool = True
) -> CasesReport:
    """What the cases cover; where `measure` asks for it, what no case could ever cover, and the
    faults that they catch. A base whose rules' examples fail does not even load.
    """
    found = coverage(knowledge, _answers(cases))
    never = uncoverable(knowledge, found.sides) if measure else ()
    left = [item.side for item in never]
    missing = tuple(side for side in found.sides if side not in left)
    parts = {
        "rules": (len(found.rules), len(knowledge.rules)),
        "lines": (len(missing), sum(1 for _ in sides(knowledge)) - len(never)),
        "steps": (len(found.steps), len(knowledge.steps)),
    }
    return CasesReport(
        cases=len(cases),
        examples=sum(len(rule.examples) for rule in knowledge.rule.values()),
        covered={name: (whole - lacking, whole) for name, (lacking, whole) in parts.items()},
        rules=tuple(found.rules),
        lines=missing,
        steps=tuple(found.steps),
        never=tuple(never),
        faults=_faults(knowledge, cases) if measure else None,
    )


def _faults(knowledge: Knowledge, cases: Sequence[FiledCase]) -> Faults:
    result = score(knowledge, cases)
    found = {mutant.name: witness(knowledge, mutant) for mutant in result.survivors}
    alive = {name: answers for name, answers in found.items() if answers is not None}
    spare = tuple(
        filed.problem(said("cases.redundant", name=filed.case.name))
        for filed, own in zip(cases, result.alone, strict=True)
        if not own and _covers_nothing_more(knowledge, cases, filed)
    )
    caught = len(result.mutants) - len(result.survivors)
    return Faults(caught, len(found) - len(alive), alive, spare)


def _covers_nothing_more(knowledge: Knowledge, cases: Sequence[FiledCase], case: FiledCase) -> bool:
    rest = [other for other in cases if other is not case]
    return coverage(knowledge, _answers(rest)) == coverage(knowledge, _answers(cases))


def _answers(cases: Sequence[FiledCase]) -> list[Answers]:
    return [filed.facts.answers for filed in cases]


def _side(side: Side, language: Language) -> str:
    return f"{side.name} {word('cases.holds' if side.holds else 'cases.fails', language)}"


def _never(item: Uncoverable, language: Language) -> str:
    key = "cases.never-ended" if item.because else "cases.never"
    return word(key, language, side=_side(item.side, language), rules=item.because)


def _alive(name: str, answers: dict[str, Value], language: Language) -> str:
    shown = ", ".join(f"{term}={written(value)}" for term, value in answers.items()) or "-"
    return word("cases.alive", language, mutant=name, answers=shown)
