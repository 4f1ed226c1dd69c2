"""Records in words, as far as the reader has the right to see them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from advisor.audit.explain import original
from advisor.audit.follow_up import reported
from advisor.audit.ledger import Ledger
from advisor.audit.record import DamagedError, Record
from advisor.audit.wording import personal, result
from advisor.common.errors import AdvisorError
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.time_zone import Zone
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.presentation.rule import rule_lines
from advisor.presentation.view import PlanView, plan_view
from advisor.web.desk.outline import Line, outline
from advisor.web.security.rights import Right, may
from advisor.web.store.accounts import Account


@dataclass(frozen=True)
class Reader:
    """Who reads, in which language and time zone."""

    account: Account
    language: Language
    zone: Zone

    @property
    def personal(self) -> bool:
        """Whether personal text may be shown."""
        return may(self.account.role, Right.PERSONAL)

    def say(self, key: str, **parameters: object) -> str:
        """A message."""
        return word(key, self.language, **parameters)


@dataclass(frozen=True)
class Row:
    """One record in a list. A damaged one has a number and says so."""

    number: int
    time: str = ""
    pd: str = ""
    who: str = ""
    result: str = ""
    version: str = ""
    kind: str = ""
    whole: bool = True


@dataclass(frozen=True)
class RuleView:
    """A rule as it stood in the record's own knowledge."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Contents:
    """What a consultation was made of, under the rules of that day. `steps` are the plan's ids."""

    answers: tuple[tuple[str, str], ...]
    not_known: tuple[tuple[str, str], ...]
    plan: PlanView
    steps: tuple[str, ...]
    other_steps: tuple[tuple[str, str], ...]
    fired: tuple[RuleView, ...]
    rejected: tuple[RuleView, ...]
    undecided: tuple[RuleView, ...]


def row(number: int, record: Record, reader: Reader) -> Row:
    """A record for a list."""
    try:
        return Row(
            number=number,
            time=reader.zone.written(record.time),
            pd=personal_words(record, "pd", reader),
            who=personal_words(record, "who", reader),
            result=result_words(record, reader),
            version=record.body.get("knowledge", {}).get("version", ""),
            kind=record.kind,
        )
    except DamagedError:
        return Row(number, result=reader.say("desk.damaged-record"), whole=False)


def personal_words(record: Record, name: str, reader: Reader) -> str:
    """A personal text, or why it is not shown."""
    if not reader.personal and name in record.body["personal"]:
        return reader.say("desk.hidden")
    return personal(record, name, reader.language)


def result_words(record: Record, reader: Reader) -> str:
    """What came of a record; the reason of a redaction may itself say whom it is about."""
    if record.kind == "redaction" and not reader.personal:
        return reader.say("desk.redaction-of", about=record.body["about"])
    return result(record, reader.language)


Report = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""The steps of a follow-up, each with what is noted on it."""


def report(ledger: Ledger, record: Record, reader: Reader) -> Report | None:
    """What a follow-up says; None when the ledger has lost or changed what it rests on."""
    seen = record if reader.personal else replace(record, personal={})
    try:
        return tuple(reported(ledger, seen, reader.language))
    except AdvisorError:
        return None


def contents(ledger: Ledger, record: Record, reader: Reader) -> Contents | None:
    """A consultation's contents; None when the ledger has lost or changed what it rests on."""
    seen = record if reader.personal else replace(record, personal={})
    try:
        knowledge, advice = original(ledger, seen)
        plan = plan_view(knowledge, advice, reader.language)
        return _contents(seen, knowledge, plan, reader)
    except AdvisorError:
        return None


def _contents(record: Record, base: Knowledge, plan: PlanView, reader: Reader) -> Contents:
    body, language = record.body, reader.language
    asked, steps = base.vocabulary.asked, tuple(body["steps"])
    return Contents(
        answers=tuple(
            (term.sentence(body["answers"][name]).to(language), name)
            for name, term in asked.items()
            if name in body["answers"]
        ),
        not_known=tuple((asked[name].label.to(language), name) for name in body["not_known"]),
        plan=plan,
        steps=steps,
        other_steps=tuple(
            (name, title) for name, title in step_titles(base, language) if name not in steps
        ),
        fired=_rules(body["fired"], base, language),
        rejected=_rules(body["rejected"], base, language),
        undecided=_rules(body["undecided"], base, language),
    )


def step_titles(base: Knowledge, language: Language) -> Iterator[tuple[str, str]]:
    """Every step of a knowledge base, by id and wording."""
    for name in base.steps:
        yield name, base.step_text(name).to(language)


def _rules(ids: list[str], base: Knowledge, language: Language) -> tuple[RuleView, ...]:
    rules = (base.rule[id] for id in ids)
    return tuple(
        RuleView(rule.id, rule.title.to(language), _lines(base, rule, language)) for rule in rules
    )


def _lines(base: Knowledge, rule: Rule, language: Language) -> tuple[Line, ...]:
    """The rule's text without its first line, which is its title."""
    return tuple(outline(list(rule_lines(base, rule, language))[1:]))
