"""The outcome of `rules test` in words."""

from collections.abc import Iterator, Sequence

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


def passed_line(knowledge: Knowledge, cases: Sequence[FiledCase], language: Language) -> str:
    """That all is as expected; a base whose rule examples fail does not even load."""
    examples = sum(len(rule.examples) for rule in knowledge.rule.values())
    return word("cases.passed", language, cases=len(cases), examples=examples)


def coverage_lines(
    knowledge: Knowledge, cases: Sequence[FiledCase], language: Language, prove: bool
) -> Iterator[str]:
    """What the cases cover and what not; `prove` tells apart what no case could ever cover."""
    found = coverage(knowledge, _answers(cases))
    never = uncoverable(knowledge, found.sides) if prove else ()
    left = [item.side for item in never]
    missing = [side for side in found.sides if side not in left]
    parts = {
        "rules": (len(found.rules), len(knowledge.rules)),
        "lines": (len(missing), sum(1 for _ in sides(knowledge)) - len(never)),
        "steps": (len(found.steps), len(knowledge.steps)),
    }
    shown = {name: f"{whole - lacking}/{whole}" for name, (lacking, whole) in parts.items()}
    yield word("cases.coverage", language, **shown)
    names = (*found.rules, *(_side(side, language) for side in missing), *found.steps)
    if names:
        yield word("cases.missing", language, names=names)
    yield from (_never(item, language) for item in never)


def mutation_lines(
    knowledge: Knowledge, cases: Sequence[FiledCase], language: Language
) -> tuple[bool, list[str]]:
    """Whether every mutant that can be killed is, and the lines that say so."""
    result = score(knowledge, cases)
    found = {mutant.name: witness(knowledge, mutant) for mutant in result.survivors}
    alive = {name: answers for name, answers in found.items() if answers is not None}
    killed = len(result.mutants) - len(result.survivors)
    possible = killed + len(alive)
    head = word(
        "cases.score",
        language,
        killed=killed,
        possible=possible,
        percent=100 * killed // possible if possible else 100,
        cases=len(cases),
        equivalent=len(found) - len(alive),
    )
    spare = [
        describe(filed.problem(said("cases.redundant", name=filed.case.name)), language)
        for filed, own in zip(cases, result.alone, strict=True)
        if not own and _covers_nothing_more(knowledge, cases, filed)
    ]
    return not alive, [head, *(_alive(*item, language) for item in alive.items()), *spare]


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
