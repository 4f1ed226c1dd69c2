"""Replay: a recorded consultation run again, and what is different between two advices."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.advice.advising import advice_of
from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.audit.consistency import accepts, advice_text, check_advice, check_record
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record, canonical
from advisor.audit.record_content import without_name
from advisor.audit.storage.blobs import UnloadableError
from advisor.common.json_form import JsonForm
from advisor.inference.engine import Engine
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value

Json = Mapping[str, Any]
ASPECTS = (
    "text", "detail", "actor", "urgency", "after", "unsure", "alternatives", "sources", "reasons",
)  # fmt: skip
"""What of a step can differ while it stands at the same place."""


@dataclass(frozen=True)
class Difference(JsonForm):
    """How an advice differs from an earlier one.

    `status` holds the status before and after when they differ; `gone` and `new` are steps;
    `moved` gives, for the fewest steps whose moving makes one order into the other, the rank
    before and after; `changed` gives for steps in both the aspects that differ; `halted` says that
    what is told in place of a plan (contradictions, out of scope) differs.
    """

    status: tuple[str, str] | None
    gone: tuple[str, ...]
    new: tuple[str, ...]
    moved: Mapping[str, tuple[int, int]]
    changed: Mapping[str, tuple[str, ...]]
    halted: bool

    def __bool__(self) -> bool:
        return bool(
            self.status or self.gone or self.new or self.moved or self.changed or self.halted
        )


def compare(before: Json, after: Json) -> Difference:
    """How `after` differs from `before`, both an Advice as JSON."""
    old = {step["step"]: step for step in before["steps"]}
    new = {step["step"]: step for step in after["steps"]}
    common = [step for step in old if step in new]
    staying = _staying([new[step]["rank"] for step in common])
    moved = [step for place, step in enumerate(common) if place not in staying]
    changed = {step: _aspects(old[step], new[step]) for step in common}
    status = (before["status"], after["status"])
    return Difference(
        status=status if status[0] != status[1] else None,
        gone=tuple(step for step in old if step not in new),
        new=tuple(step for step in new if step not in old),
        moved={step: (old[step]["rank"], new[step]["rank"]) for step in moved},
        changed={step: aspects for step, aspects in changed.items() if aspects},
        halted=any(before[key] != after[key] for key in ("contradictions", "message")),
    )


def _staying(ranks: list[int]) -> set[int]:
    """The places of a longest rising run of ranks, neighbours or not: these steps stay in order."""
    best: list[list[int]] = []
    for place, rank in enumerate(ranks):
        before = [run for run in best if ranks[run[-1]] < rank]
        best.append([*_longest(before), place])
    return set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    """The first of the longest."""
    return max(runs, key=len) if runs else []


def _aspects(old: Json, new: Json) -> tuple[str, ...]:
    return tuple(aspect for aspect in ASPECTS if old[aspect] != new[aspect])


ALL_CERTAIN = ("1.0.0",)
"""Programs that advised no step unless done."""


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
    """Runs records again; keeps one engine for each recorded knowledge base, and why another could
    not be loaded.
    """

    ledger: Ledger
    bases: dict[str, Knowledge] = field(default_factory=dict)
    engines: dict[str, Engine] = field(default_factory=dict)
    unloadable: dict[str, UnloadableError] = field(default_factory=dict)

    def same(self, record: Record) -> bool:
        """Whether the engine, on the recorded rules and answers, gives the same bytes again."""
        return self.rerun(record).same

    def rerun(self, record: Record) -> Rerun:
        """What the engine gives on the recorded rules and answers, beside what was recorded."""
        base = self.base(record)
        self.advice(record)
        again = _again(self.engine(base), record)
        return Rerun(advice_text(self.ledger.connection, record), canonical(again))

    def engine(self, base: Knowledge) -> Engine:
        """The engine on a recorded knowledge base."""
        if base.digest not in self.engines:
            self.engines[base.digest] = Engine(base)
        return self.engines[base.digest]

    def base(self, record: Record) -> Knowledge:
        """The knowledge base of a record. Raises DamagedError, UnloadableError."""
        texts = record.consultation["knowledge"]["texts"]
        if texts in self.unloadable:
            raise self.unloadable[texts]
        if texts not in self.bases:
            try:
                self.bases[texts] = self.ledger.knowledge(record)
            except UnloadableError as error:
                self.unloadable[texts] = error
                raise
        return check_record(record, self.bases[texts])

    def advice(self, record: Record) -> dict[str, Any]:
        """The advice of a record, as JSON. Raises DamagedError."""
        content = self.ledger.advice(record)
        check_advice(record, content, self.base(record))
        return content

    def under(self, record: Record, knowledge: Knowledge) -> Retold:
        """What the same answers would give under this knowledge base."""
        return retold(self.advice(record), facts_of(record), knowledge)


def _again(engine: Engine, record: Record) -> dict[str, Any]:
    """What the program of the record's day gives."""
    if record.consultation["program"]["advisor"] not in ALL_CERTAIN:
        return without_name(advise(engine, facts_of(record)))
    content = without_name(advise(engine, facts_of(record), certain_only=True))
    for step in content["steps"]:
        del step["certainty"], step["confirm"]
    return content


def facts_of(record: Record) -> Facts:
    """The recorded answers. Raises DamagedError."""
    body = record.consultation
    return Facts(body["answers"], None, tuple(body["not_known"]))


def retold(before: dict[str, Any], facts: Facts, knowledge: Knowledge) -> Retold:
    """How the advice for these facts would differ from `before` under this knowledge base."""
    kept = taken(knowledge, facts)
    after = advice_of(knowledge, Facts(kept), evaluate(knowledge, kept)).as_json()
    dropped = tuple(term for term in facts.answers if term not in kept)
    return Retold(compare(before, after), dropped)


def taken(knowledge: Knowledge, facts: Facts) -> dict[str, Value]:
    """The answers that this knowledge base asks for and takes."""
    return {t: v for t, v in facts.answers.items() if accepts(knowledge, t, v)}
