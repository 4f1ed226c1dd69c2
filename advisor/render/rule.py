"""A rule in words, to be read aloud."""

from collections.abc import Iterator

from advisor.errors import AdvisorError, Problem
from advisor.knowledge import Knowledge
from advisor.language import Language, said
from advisor.model import did_you_mean
from advisor.phrase import Phrase
from advisor.rule import Condition, Rule
from advisor.vocabulary import Term
from advisor.words import word


def find_rule(knowledge: Knowledge, rule_id: str) -> Rule:
    """The rule of this id, in any case of letters. Raises AdvisorError with the nearest id."""
    wanted = rule_id.upper()
    if wanted not in knowledge.rule:
        hint = did_you_mean(wanted, knowledge.rule)
        raise AdvisorError([Problem(rule_id, None, said("rules.unknown"), hint)])
    return knowledge.rule[wanted]


def rule_lines(knowledge: Knowledge, rule: Rule, language: Language) -> Iterator[str]:
    """The rule line by line: what it says, when, then what, why, from where, and its examples."""
    yield f"{rule.id} · {rule.title.to(language)}"
    yield f"  {word('rules.file', language)}: {knowledge.paths[rule.id]}"
    yield f"  {_status(rule, language)}"
    yield from _when(knowledge, rule, language)
    yield from _then(knowledge, rule, language)
    yield f"  {word('plan.why', language)}: {rule.why.to(language)}"
    for locator in rule.sources:
        statement = knowledge.statements[locator]
        place = word(
            "plan.source", language, place=statement.place, locator=locator, line=statement.line
        )
        yield f"  {word('plan.from', language)}: {place}: {statement.says.to(language)}"
    yield f"  {word('rules.examples', language)}:"
    for example in rule.examples:
        given = ", ".join(f"{term}={value}" for term, value in example.given.items()) or "-"
        outcome = word(f"outcome.{example.expect.value}", language)
        yield f"    {outcome}: {example.name.to(language)} ({given})"


def condition_words(term: Term, condition: Condition, language: Language) -> str:
    """One condition as a sentence."""
    return _phrase(term, condition.phrase, language)


def _status(rule: Rule, language: Language) -> str:
    status = word(f"rules.{rule.status}", language)
    return word("rules.status", language, status=status, since=rule.since)


def _when(knowledge: Knowledge, rule: Rule, language: Language) -> Iterator[str]:
    for part in ("all", "any", "unless"):
        lines = [c for c in rule.conditions if c.part == part]
        if lines:
            key = "rules.only-any" if part == "any" and not rule.when.all else f"rules.{part}"
            yield f"  {word(key, language)}:"
        for condition in lines:
            words = condition_words(knowledge.term(condition.term), condition, language)
            yield f"    - {words} [{condition.term}: {condition.phrase.text}]"


def _then(knowledge: Knowledge, rule: Rule, language: Language) -> Iterator[str]:
    then = rule.then
    if then.conclude:
        sentence = knowledge.term(then.conclude).sentence(True).to(language)
        yield f"  {word('rules.conclude', language)}: {sentence} [{then.conclude}]"
    if then.advise:
        wording = {item.name: item.otherwise for item in knowledge.wordings}
        text = knowledge.steps[then.advise].text.map(**wording).to(language)
        yield f"  {word('rules.advise', language)}: {text} [{then.advise}]"
        yield f"  {word('plan.ranking', language)}: {word(f'urgency.{then.urgency}', language)}"
    if then.message:
        yield f"  {word('rules.message', language)}: {then.message.to(language)}"


def _phrase(term: Term, phrase: Phrase, language: Language) -> str:
    if not phrase.is_range:
        shown = [term.sentence(value).to(language) for value in phrase.allowed]
        return f" {word('rules.or', language)} ".join(shown)
    label = term.label.to(language)
    low = word("rules.at-least", language, number=phrase.low) if phrase.low is not None else ""
    high = word("rules.at-most", language, number=phrase.high) if phrase.high is not None else ""
    return f"{label}: {low or high}"
