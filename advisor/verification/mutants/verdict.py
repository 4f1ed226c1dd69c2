"""Whether a mutant that no case kills could be killed at all."""

from advisor.advice.facts import Facts
from advisor.common.errors import DisagreementError
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.verification.cases.running import advised, same
from advisor.verification.mutants.contrast import Contrast
from advisor.verification.mutants.operators import Mutant
from advisor.verification.mutants.trial import Trial


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
