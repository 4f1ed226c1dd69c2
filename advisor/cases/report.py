"""The outcome of `rules test` in words."""

from collections.abc import Iterator, Sequence

from advisor.cases.coverage import coverage
from advisor.cases.reading import FiledCase
from advisor.knowledge import Knowledge
from advisor.language import Language
from advisor.mutants.killing import score
from advisor.mutants.verdict import Verdict, verdict
from advisor.vocabulary import written
from advisor.words import word


def coverage_lines(
    knowledge: Knowledge, cases: Sequence[FiledCase], language: Language
) -> Iterator[str]:
    """How many cases passed and what they cover."""
    examples = sum(len(rule.examples) for rule in knowledge.rule.values())
    yield word("cases.passed", language, cases=len(cases), examples=examples)
    found = coverage(knowledge, cases)
    parts = {name: "{}/{}".format(*getattr(found, name)) for name in ("rules", "lines", "steps")}
    yield word("cases.coverage", language, **parts)
    if found.missing:
        yield word("cases.missing", language, names=found.missing)


def mutation_lines(
    knowledge: Knowledge, cases: Sequence[FiledCase], language: Language
) -> tuple[bool, list[str]]:
    """Whether every mutant that can be killed is, and the lines that say so."""
    result = score(knowledge, cases)
    verdicts = [verdict(knowledge, mutant) for mutant in result.survivors]
    equivalent = sum(item.kind == "equivalent" for item in verdicts)
    possible = len(result.mutants) - equivalent
    killed = len(result.mutants) - len(result.survivors)
    head = word(
        "cases.score",
        language,
        killed=killed,
        possible=possible,
        percent=100 * killed // possible if possible else 100,
        cases=len(cases),
        equivalent=equivalent,
    )
    alive = [_alive(item, language) for item in verdicts if item.kind != "equivalent"]
    spare = [
        word("cases.redundant", language, name=filed.case.name)
        for filed, alone in zip(cases, result.alone, strict=True)
        if not alone
    ]
    return not alive, [head, *alive, *spare]


def _alive(found: Verdict, language: Language) -> str:
    if found.witness is None:
        return word("cases.open", language, mutant=found.mutant.name)
    answers = ", ".join(f"{term}={written(value)}" for term, value in found.witness.items())
    return word("cases.alive", language, mutant=found.mutant.name, answers=answers)
