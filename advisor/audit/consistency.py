"""What a record names by digest, read back, and whether it fits the knowledge base of that day."""

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.advice.advice import Advice, AdvisedStep, Reason
from advisor.audit.record import DamagedError, Record
from advisor.audit.record_model import advice_from_json, advice_of
from advisor.audit.storage.blobs import MissingError, get, get_knowledge
from advisor.audit.storage.connection import Connection
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value


def check_record(record: Record, base: Knowledge) -> Knowledge:
    """The knowledge base, if all that the consultation's record names is in it.

    Raises DamagedError.
    """
    body = record.consultation
    rules = (*body["fired"], *body["rejected"], *body["undecided"])
    if not (
        base.edition.items() <= body["knowledge"].items()
        and accepts_all(base, body["answers"])
        and _all_in(body["not_known"], base.vocabulary.asked)
        and _all_in(body["steps"], base.steps)
        and _all_in(rules, base.rule)
    ):
        raise DamagedError(record.number)
    return base


def check_advice(record: Record, content: dict[str, Any], base: Knowledge) -> Advice:
    """The advice of this content, if all that it names is in the knowledge base.

    Raises DamagedError.
    """
    advice = advice_from_json(content)
    if not _Fitting(base, advice).fits():
        raise DamagedError(record.number)
    return advice


def accepts(base: Knowledge, name: str, value: Value) -> bool:
    """Whether the base asks for the term and takes the value; True is not 1."""
    term = base.vocabulary.asked.get(name)
    return term is not None and _one_of(value, term.values)


def accepts_all(base: Knowledge, answers: Mapping[str, Value]) -> bool:
    """Whether the base asks for each of the terms and takes the values."""
    return all(accepts(base, name, value) for name, value in answers.items())


class _Fitting:
    def __init__(self, base: Knowledge, advice: Advice) -> None:
        self.base = base
        self.advice = advice
        self.steps = [step.step for step in advice.steps]
        self.actors = [actor.name for actor in base.vocabulary.actors]

    def fits(self) -> bool:
        base, advice = self.base, self.advice
        terms = [term for item in advice.contradictions for term in item.terms]
        return (
            accepts_all(base, advice.answers)
            and _all_in(advice.relevant, base.vocabulary.asked)
            and _all_in(terms, base.vocabulary.all)
            and [step.rank for step in advice.steps] == [*range(1, len(self.steps) + 1)]
            and len(set(self.steps)) == len(self.steps)
            and all(self.step(step) for step in advice.steps)
        )

    def step(self, step: AdvisedStep) -> bool:
        base = self.base
        return (
            step.step in base.steps
            and step.actor in self.actors
            and _all_in(step.after, self.steps)
            and _all_in(step.unsure, base.steps)
            and _all_in(step.confirm, base.vocabulary.asked)
            and (step.alternatives is None or step.alternatives in base.alternatives)
            and all(self.reason(reason) for reason in step.reasons)
        )

    def reason(self, reason: Reason) -> bool:
        terms = self.base.vocabulary.all
        return _all_in(reason.sources, self.base.statements) and all(
            item.term in terms and _one_of(item.value, terms[item.term].values)
            for item in reason.because
        )


def _one_of(value: Value, values: Iterable[Value]) -> bool:
    """Whether it is among them; True is not 1. A range is asked, and not gone through."""
    if isinstance(values, range):
        return type(value) is int and value in values
    return any(v == value and type(v) is type(value) for v in values)


def _all_in(names: Iterable[str], known: Iterable[str]) -> bool:
    return set(names) <= set(known)


def advice_text(connection: Connection, record: Record) -> bytes:
    """The advice as it is kept, as canonical JSON. Raises DamagedError."""
    try:
        return get(connection, record.consultation["advice"])
    except MissingError as error:
        raise DamagedError(record.number) from error


def stored_advice(connection: Connection, record: Record) -> dict[str, Any]:
    """The advice as it is kept, without the PD's name. Raises DamagedError."""
    try:
        return advice_of(advice_text(connection, record))
    except ValueError as error:
        raise DamagedError(record.number) from error


def knowledge_of(connection: Connection, record: Record) -> Knowledge:
    """The knowledge base that the consultation ran on, made again from its recorded texts.

    Raises DamagedError, or UnloadableError for texts that this program would not take.
    """
    try:
        base = get_knowledge(connection, record.consultation["knowledge"]["texts"])
    except MissingError as error:
        raise DamagedError(record.number) from error
    return check_record(record, base)
