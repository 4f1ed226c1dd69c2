"""Whether a mutant that no case kills could be killed at all, and by which values."""

from collections.abc import Sequence

from advisor.advice.facts import Facts
from advisor.common.errors import DisagreementError
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Term
from advisor.verification.cases.running import advised, same
from advisor.verification.mutants.contrast import Contrast
from advisor.verification.mutants.operators import Mutant
from advisor.verification.mutants.trial import Trial


def values(knowledge: Knowledge, term: Term) -> Sequence[Value]:
    """One value for each way in which rules, or rules a boundary off, tell them apart."""
    if term.type != "number":
        return term.values
    edges = {term.min, term.max}
    for rule in knowledge.rules:
        for condition in rule.conditions:
            if condition.term == term.name:
                starts = condition.phrase.starts
                edges |= {start + step for start in starts for step in (-2, -1, 0, 1)}
    return tuple(sorted(edge for edge in edges if term.min <= edge <= term.max))


def witness(knowledge: Knowledge, mutant: Mutant) -> dict[str, Value] | None:
    """The fewest answers that kill the mutant; None if it is proven equivalent.

    Raises AdvisorError when clingo (the extra `verify`) is not installed, and DisagreementError
    when the advisor itself does not show the difference that was found.
    """
    found = Contrast(knowledge, mutant).fewest()
    if found is not None and not differs(Trial(knowledge, mutant), found):
        raise DisagreementError(f"{mutant.name}: {found}")
    return found


def differs(trial: Trial, answers: dict[str, Value]) -> bool:
    """Whether a person would see another advice."""
    facts = Facts(answers)
    return not same(advised(trial.base, facts), advised(trial.knowledge, facts))
