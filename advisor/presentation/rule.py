"""A rule in words, to be read aloud."""

from collections.abc import Iterator

from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Language, said
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase
from advisor.knowledge.rule import Condition, Rule
from advisor.knowledge.vocabulary import Term


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
    yield f"  {word('rules.file', language)}: {place(knowledge, rule)}"
    yield f"  {_status(rule, language)}"
    yield from _when(knowledge, rule, language)
    yield from _then(knowledge, rule, language)
    yield f"  {word('plan.why', language)}: {rule.why.to(language)}"
    for locator in rule.sources:
        yield f"  {word('plan.from', language)}: {source_words(knowledge, locator, language)}"
    yield f"  {word('rules.examples', language)}:"
    for example in rule.examples:
        given = ", ".join(f"{term}={value}" for term, value in example.given.items()) or "-"
        outcome = word(f"outcome.{example.expect.value}", language)
        yield f"    {outcome}: {example.name.to(language)} ({given})"


def place(knowledge: Knowledge, rule: Rule) -> str:
    """The rule's file, as messages name it."""
    return knowledge.places.get(("rule", rule.id), (knowledge.paths[rule.id], 1))[0]


def condition_words(term: Term | None, condition: Condition, language: Language) -> str:
    """One condition as a sentence; as it is written, for a term or a value that is gone."""
    if term is None or not term.accepts(condition.phrase):
        return _gone(f"{condition.term}: {condition.phrase.text}", language)
    return _phrase(term, condition.phrase, language)


def range_words(phrase: Phrase, language: Language) -> str:
    """The numbers for which a phrase holds, its ends included."""
    if phrase.low is None:
        return word("rules.at-most", language, number=phrase.high)
    if phrase.high is None:
        return word("rules.at-least", language, number=phrase.low)
    return word("rules.between", language, low=phrase.low, high=phrase.high)


def conclusion_words(knowledge: Knowledge, name: str, language: Language) -> str:
    """What a rule concludes as a sentence; its name, for a term that is gone."""
    term = knowledge.vocabulary.all.get(name)
    return term.sentence(True).to(language) if term else _gone(name, language)


def step_words(knowledge: Knowledge, name: str, language: Language) -> str:
    """What a rule advises, in no one answer's wording; its id, for a step that is gone."""
    if name not in knowledge.steps:
        return _gone(name, language)
    return knowledge.step_text(name).to(language)


def source_words(knowledge: Knowledge, locator: str, language: Language) -> str:
    """A place in the source and what stands there; its locator, for one that is gone."""
    if locator not in knowledge.statements:
        return _gone(locator, language)
    found = knowledge.statements[locator]
    where = word("plan.source", language, place=found.place, locator=locator, line=found.line)
    return f"{where}: {found.says.to(language)}"


def _gone(name: str, language: Language) -> str:
    """Something that only a retired rule still names."""
    return word("rules.gone", language, name=name)


def _status(rule: Rule, language: Language) -> str:
    status = word(f"rules.{rule.status}", language)
    return word("rules.status", language, status=status, since=rule.since)


def _when(knowledge: Knowledge, rule: Rule, language: Language) -> Iterator[str]:
    terms = knowledge.vocabulary.all
    if not rule.conditions:
        yield f"  {word('rules.always', language)}"
    for part in ("all", "any", "unless"):
        lines = [c for c in rule.conditions if c.part == part]
        if lines:
            key = "rules.only-any" if part == "any" and not rule.when.all else f"rules.{part}"
            yield f"  {word(key, language)}:"
        for condition in lines:
            words = condition_words(terms.get(condition.term), condition, language)
            yield f"    - {words} [{condition.term}: {condition.phrase.text}]"


def _then(knowledge: Knowledge, rule: Rule, language: Language) -> Iterator[str]:
    then = rule.then
    if then.conclude:
        sentence = conclusion_words(knowledge, then.conclude, language)
        yield f"  {word('rules.conclude', language)}: {sentence} [{then.conclude}]"
    if then.advise:
        text = step_words(knowledge, then.advise, language)
        yield f"  {word('rules.advise', language)}: {text} [{then.advise}]"
        yield f"  {word('plan.ranking', language)}: {word(f'urgency.{then.urgency}', language)}"
    if then.message:
        yield f"  {word('rules.message', language)}: {then.message.to(language)}"


def _phrase(term: Term, phrase: Phrase, language: Language) -> str:
    if not phrase.is_range:
        shown = [term.sentence(value).to(language) for value in phrase.allowed]
        return f" {word('rules.or', language)} ".join(shown)
    return f"{term.label.to(language)}: {range_words(phrase, language)}"
