"""Why a recorded step was advised, or was not, under the rules of that day, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from advisor.advice.advice import HELD_BACK, Advice, AdvisedStep, Because
from advisor.advice.advising import because
from advisor.advice.facts import Facts
from advisor.audit.consistency import check_advice
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Language, said
from advisor.common.messages import word
from advisor.explanation import how
from advisor.explanation.situation import at_rank, is_rank
from advisor.explanation.whynot import why_not
from advisor.inference.evaluator import Evaluation, evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Holds
from advisor.knowledge.rule import Condition, Rule
from advisor.presentation.rule import condition_words
from advisor.presentation.view import StepView, plan_view

SCHEMA = "audit-explanation/1"
INDENT = "  "


def original(ledger: Ledger, record: Record) -> tuple[Knowledge, Advice]:
    """Both, with the PD's name while it is still there. Raises DamagedError."""
    base = ledger.knowledge(record)
    return base, check_advice(record, ledger.advice(record), base)


@dataclass(frozen=True)
class Asked:
    """A step that a record is asked about, and the rules of that day."""

    record: Record
    knowledge: Knowledge
    step: str

    @property
    def advised(self) -> bool:
        """Whether the plan of that record has the step."""
        return self.step in self.record.body["steps"]


def asked(ledger: Ledger, record: Record, name: str) -> Asked:
    """The step of this id, in any case of letters, or at this rank of the record's plan.

    Raises AdvisorError when the rules of that day knew no such step, or the plan no such rank.
    """
    knowledge, body = ledger.knowledge(record), record.consultation
    if is_rank(name):
        return Asked(record, knowledge, at_rank(name, body["steps"], body["status"]))
    if name.lower() not in knowledge.steps:
        hint = did_you_mean(name.lower(), knowledge.steps)
        raise AdvisorError([Problem(name, None, said("ledger.no-step"), hint)])
    return Asked(record, knowledge, name.lower())


def explain(ledger: Ledger, record: Record, step: str, language: Language) -> Iterator[str]:
    """The lines of the explanation of a step, named as `asked` takes it. Raises AdvisorError."""
    return told(ledger, asked(ledger, record, step), language)


def told(ledger: Ledger, question: Asked, language: Language) -> Iterator[str]:
    """The lines of the explanation."""
    record, knowledge = question.record, question.knowledge
    advice = check_advice(record, ledger.advice(record), knowledge)
    views = plan_view(knowledge, advice, language).steps
    shown = {item.step: (item, view) for item, view in zip(advice.steps, views, strict=True)}
    telling = _Telling(knowledge, record, language)
    yield telling.say("retrace.under", version=knowledge.version, number=record.number)
    if question.step in shown:
        yield from telling.advised(*shown[question.step])
    else:
        yield from telling.not_advised(question.step)


@dataclass
class _Telling:
    knowledge: Knowledge
    record: Record
    language: Language

    @cached_property
    def evaluation(self) -> Evaluation:
        return evaluate(self.knowledge, self.record.body["answers"])

    def say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def advised(self, step: AdvisedStep, view: StepView) -> Iterator[str]:
        """The step as the plan shows it, then each reason down to the answers."""
        yield ""
        yield self.say("retrace.advised", rank=view.rank, title=view.title, step=step.step)
        for key, text in view.facts:
            yield f"{INDENT}{self.say(key)}: {text}"
        for reason in step.reasons:
            yield ""
            yield from self.reason(self.knowledge.rule[reason.rule], 1)

    def reason(self, rule: Rule, depth: int) -> Iterator[str]:
        """A rule that applied, or would unless its step was done: what it found, in which line of
        the source, because of what, and what was not known.
        """
        indent = INDENT * depth
        applied = rule.id in self.record.body["fired"]
        key = "retrace.rule" if applied else "retrace.rule-unless-done"
        yield f"{indent}{self.say(key, rule=rule.id, title=rule.title)}"
        for locator in rule.sources:
            statement = self.knowledge.statements[locator]
            place = self.say(
                "plan.source", place=statement.place, locator=locator, line=statement.line
            )
            says = statement.says.to(self.language)
            yield f"{indent}{INDENT}{self.say('plan.from')}: {place}: {says}"
        for item in because(self.knowledge, self.evaluation, rule):
            yield from self.cause(item, depth + 1)
        if not applied:
            yield from self.lines(rule, None, depth + 1)

    def cause(self, item: Because, depth: int) -> Iterator[str]:
        """One value: an answer, or a finding with the rule behind it."""
        sentence = self.knowledge.term(item.term).sentence(item.value).to(self.language)
        behind = item.origin.partition(":")[2]
        key = "retrace.finding" if behind else "retrace.answer"
        yield f"{INDENT * depth}- {self.say(key, sentence=sentence, term=item.term)}"
        if not behind:
            return
        if item.value is True:
            yield from self.reason(self.knowledge.rule[behind], depth + 1)
            return
        for rule in self.knowledge.supporters[item.term]:
            yield from self.failed(rule, depth + 1)

    def not_advised(self, step: str) -> Iterator[str]:
        """Each rule that could have advised the step, and what kept it from doing so."""
        title = self.knowledge.step_text(step, self.evaluation.values)
        yield ""
        yield self.say("retrace.not-advised", title=title, step=step)
        if self.record.body["status"] in HELD_BACK:
            yield INDENT + self.say(f"plan.{self.record.body['status']}")
        for rule in self.knowledge.advisers[step]:
            if rule.id not in self.record.body["fired"]:
                yield from self.failed(rule, 1)

    def failed(self, rule: Rule, depth: int) -> Iterator[str]:
        """A rule that did not apply, and the lines that fail or are not known."""
        indent = INDENT * depth
        rejected = rule.id in self.record.body["rejected"]
        key = "retrace.rejected" if rejected else "retrace.undecided"
        yield f"{indent}{self.say(key, rule=rule.id, title=rule.title)}"
        yield from self.lines(rule, False if rejected else None, depth + 1)

    def lines(self, rule: Rule, holds: Holds, depth: int) -> Iterator[str]:
        """The lines of a rule that fail, or that are not known."""
        for condition in rule.conditions:
            if condition.holds(self.evaluation.values) is holds:
                yield f"{INDENT * depth}- {self.lacking(condition)}"

    def lacking(self, condition: Condition) -> str:
        """What a line asks for, and what the state was."""
        term = self.knowledge.term(condition.term)
        wanted = condition_words(term, condition, self.language)
        value = self.evaluation.values.get(condition.term)
        state = term.sentence(value).to(self.language) if value is not None else ""
        name = "unless" if condition.part == "unless" else "wanted"
        if not state:
            return self.say(f"retrace.{name}-unknown", wanted=wanted, term=condition.term)
        return self.say(f"retrace.{name}", wanted=wanted, state=state, term=condition.term)


def explained(ledger: Ledger, record: Record, step: str) -> dict[str, Any]:
    """`{"schema", "record", "time", "hash", "knowledge", "step", "advised", "explanation"}`.

    `explanation` is `explanation/1` for a step that was advised, else `why-not/1`. Raises
    AdvisorError when the rules of that day knew no such step, or the plan no such rank.
    """
    question = asked(ledger, record, step)
    knowledge, facts = question.knowledge, Facts(record.body["answers"])
    prove = how.explain if question.advised else why_not
    told = prove(knowledge, facts, question.step)
    return {
        "schema": SCHEMA,
        "record": record.number,
        "time": record.time,
        "hash": record.hash,
        "knowledge": knowledge.edition,
        "step": question.step,
        "advised": question.advised,
        "explanation": told.as_json(),
    }
