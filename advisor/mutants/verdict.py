"""Whether a mutant that no case kills could be killed at all."""

from advisor.cases.running import advised, same
from advisor.errors import DisagreementError
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.mutants.contrast import Contrast
from advisor.mutants.operators import Mutant
from advisor.mutants.trial import Trial
from advisor.phrase import Value


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
