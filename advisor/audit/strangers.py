"""Names in a search that nothing answers to: neither a record of the ledger nor today's rules."""

from collections.abc import Callable, Collection, Iterator

from advisor.audit.ledger import Ledger
from advisor.audit.query import Filter
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.knowledge.knowledge import Knowledge


def strangers(ledger: Ledger, filter: Filter, load: Callable[[], Knowledge]) -> tuple[Problem, ...]:
    """What is looked for and unknown, each with the nearest name that today's rules have.

    A name that occurs in any record is no stranger, whatever today's rules say. `load` gives them;
    it is called only when the ledger lacks a name. Rules that cannot be loaded tell nothing.
    """
    lacking = {(kind, name) for kind, name, _ in filter.mentions if not _occurs(ledger, kind, name)}
    if not lacking:
        return ()
    try:
        knowledge = load()
    except AdvisorError:
        return ()
    return tuple(_unknown(knowledge, sorted(lacking)))


def _occurs(ledger: Ledger, kind: str, name: str) -> bool:
    query = "SELECT 1 FROM mention WHERE kind = ? AND name = ? LIMIT 1"
    return ledger.connection.execute(query, (kind, name)).fetchone() is not None


def _unknown(knowledge: Knowledge, names: list[tuple[str, str]]) -> Iterator[Problem]:
    known: dict[str, Collection[str]] = {
        "rule": knowledge.rule,
        "step": knowledge.steps,
        "answer": knowledge.vocabulary.asked,
    }
    for kind, name in names:
        if name not in known[kind]:
            message = said(f"audit.stranger-{kind}", name=name)
            yield Problem(name, None, message, did_you_mean(name, known[kind]))
