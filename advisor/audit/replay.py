"""Replay: a recorded consultation run again, under the recorded rules or under other ones."""

import json
from dataclasses import dataclass, field
from typing import Any

from advisor.advising import advice_of
from advisor.audit.blobs import get, get_knowledge
from advisor.audit.canonical import canonical
from advisor.audit.compare import Difference, compare
from advisor.audit.content import stored_advice
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.consultation import advise
from advisor.engine import Engine
from advisor.evaluator import evaluate
from advisor.facts import Facts
from advisor.knowledge import Knowledge
from advisor.phrase import Value


@dataclass(frozen=True)
class Retold:
    """A consultation under another knowledge base.

    `dropped` are recorded answers that the other base does not ask for or would not take.
    """

    difference: Difference
    dropped: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.difference)


@dataclass(frozen=True)
class Rerun:
    """A record run again on its own rules and answers: both advices as canonical JSON."""

    recorded: bytes
    again: bytes

    @property
    def same(self) -> bool:
        """Whether they are the same to the byte."""
        return self.recorded == self.again

    @property
    def retold(self) -> Retold:
        """How the plan differs, if it does."""
        return Retold(compare(json.loads(self.recorded), json.loads(self.again)), ())


@dataclass
class Replayer:
    """Runs records again; keeps one engine for each recorded knowledge base."""

    ledger: Ledger
    bases: dict[str, Knowledge] = field(default_factory=dict)
    engines: dict[str, Engine] = field(default_factory=dict)

    def same(self, record: Record) -> bool:
        """Whether the engine, on the recorded rules and answers, gives the same bytes again."""
        return self.rerun(record).same

    def rerun(self, record: Record) -> Rerun:
        """What the engine gives on the recorded rules and answers, beside what was recorded."""
        advice = advise(self.engine(record.body["knowledge"]["texts"]), facts_of(record))
        recorded = get(self.ledger.connection, record.body["advice"])
        return Rerun(recorded, canonical(stored_advice(advice)))

    def engine(self, manifest: str) -> Engine:
        """The engine on a recorded knowledge base."""
        if manifest not in self.engines:
            self.engines[manifest] = Engine(self.base(manifest))
        return self.engines[manifest]

    def base(self, manifest: str) -> Knowledge:
        """A recorded knowledge base."""
        if manifest not in self.bases:
            self.bases[manifest] = get_knowledge(self.ledger.connection, manifest)
        return self.bases[manifest]

    def under(self, record: Record, knowledge: Knowledge) -> Retold:
        """What the same answers would give under this knowledge base."""
        return retold(self.ledger.advice(record), facts_of(record), knowledge)


def facts_of(record: Record) -> Facts:
    """The recorded answers."""
    return Facts(record.body["answers"], None, tuple(record.body["not_known"]))


def retold(before: dict[str, Any], facts: Facts, knowledge: Knowledge) -> Retold:
    """How the advice for these facts would differ from `before` under this knowledge base."""
    kept = taken(knowledge, facts)
    after = advice_of(knowledge, Facts(kept), evaluate(knowledge, kept)).as_json()
    dropped = tuple(term for term in facts.answers if term not in kept)
    return Retold(compare(before, after), dropped)


def taken(knowledge: Knowledge, facts: Facts) -> dict[str, Value]:
    """The answers that this knowledge base asks for and takes."""
    return {t: v for t, v in facts.answers.items() if _takes(knowledge, t, v)}


def _takes(knowledge: Knowledge, name: str, value: Value) -> bool:
    """Whether the base asks for the term and takes the value; True is not 1."""
    term = knowledge.vocabulary.asked.get(name)
    return term is not None and any(v == value and type(v) is type(value) for v in term.values)
