"""Checks across a whole knowledge base: names, declarations; nothing undefined or unasked."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from advisor.common.errors import MAX_PROBLEMS, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.knowledge.check_rule import unknown
from advisor.knowledge.declarations import Steps
from advisor.knowledge.knowledge import layered
from advisor.knowledge.read_base import Filed, ParsedBase
from advisor.knowledge.rule import Condition
from advisor.knowledge.spelling import called, is_unknown, plain, words
from advisor.knowledge.vocabulary import RESERVED_CHOICES, RESERVED_TERMS, Term, written
from advisor.knowledge.yaml_reader import Location

Places = Iterable[tuple[Location, str]]


def check_names(base: ParsedBase) -> Iterator[Problem]:
    """Every name that is given twice or cannot be given at all."""
    yield from _duplicates(base)
    yield from _reserved(base)


def check_spellings(base: ParsedBase) -> Iterator[Problem]:
    """Every word that would mean two things as an answer, or nothing."""
    filed = base.vocabulary
    for index, term in enumerate(filed.model.terms):
        at = ("terms", index)
        first = {plain(choice.value): choice.value for choice in term.choices}
        for number, choice in enumerate(term.choices):
            for place, text in called(choice).items():
                here = (*at, "choices", number, *place)
                if is_unknown(text):
                    yield filed.document.problem(here, said("check.spelling-unknown", text=text))
                elif (other := first.setdefault(plain(text), choice.value)) != choice.value:
                    message = said("check.spelling-twice", text=text, other=other)
                    yield filed.document.problem(here, message)
        for number, text in enumerate(term.ambiguous):
            free = term.type == "yes-no" and isinstance(term.parse(plain(text)), Said)
            if not free or plain(text) not in words().answers:
                message = said("check.ambiguous", text=text)
                yield filed.document.problem((*at, "ambiguous", number), message)


def _duplicates(base: ParsedBase) -> Iterator[Problem]:
    vocabulary, steps = base.vocabulary, base.steps
    for part in ("topics", "actors"):
        yield from _twice(vocabulary, _named(vocabulary, part))
    yield from _twice(vocabulary, [*_named(vocabulary, "terms"), *_named(vocabulary, "derived")])
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(vocabulary.model, part)):
            at = (part, index, "choices")
            yield from _twice(vocabulary, _numbered(at, (item.value for item in term.choices)))
    for part in ("wordings", "alternatives"):
        yield from _twice(steps, _named(steps, part))
    yield from _twice(steps, _numbered(("steps",), base.step_ids))
    yield from _twice(base.sources, _numbered(("statements",), base.locators))
    asked = (question.term for question in base.questions.model.questions)
    yield from _twice(base.questions, _numbered(("questions",), asked))
    first: dict[str, str] = {}
    for filed in base.rules:
        if (other := first.setdefault(filed.model.id, filed.document.path)) != filed.document.path:
            message = said("check.rule-twice", id=filed.model.id, other=other)
            yield filed.document.problem(("id",), message)


def _reserved(base: ParsedBase) -> Iterator[Problem]:
    filed = base.vocabulary
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(filed.model, part)):
            if term.name in RESERVED_TERMS:
                message = said("check.reserved-term", name=term.name)
                yield filed.document.problem((part, index, "name"), message)
            for number, choice in enumerate(term.choices):
                if choice.value in RESERVED_CHOICES:
                    message = said("check.reserved-choice", name=choice.value)
                    yield filed.document.problem((part, index, "choices", number), message)


def _twice(filed: Filed[Any], places: Places) -> Iterator[Problem]:
    """A problem at each place that gives a name which an earlier one has."""
    seen: set[str] = set()
    for at, name in places:
        if name in seen:
            yield filed.document.problem(at, said("check.twice", name=name))
        seen.add(name)


def _named(filed: Filed[Any], part: str) -> Places:
    return _numbered((part,), (item.name for item in getattr(filed.model, part)))


def _numbered(at: Location, names: Iterable[str]) -> Places:
    return (((*at, index), name) for index, name in enumerate(names))


def check_declared(base: ParsedBase) -> Iterator[Problem]:
    """Every problem in `better`, `obstacle`, `exclusive`, `nothing_to_do` and `after_unless`."""
    yield from _better(base)
    yield from _exclusive(base)
    yield from _nothing_to_do(base)
    yield from _frees(base)


def _better(base: ParsedBase) -> Iterator[Problem]:
    filed = base.vocabulary
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(filed.model, part)):
            at = (part, index)
            if term.better is not None and (part == "derived" or not _is_value(term)):
                message = said("check.better", name=term.name, given=term.better)
                yield filed.document.problem((*at, "better"), message)
            if term.obstacle == "yes" and part == "terms":
                message = said("check.obstacle", name=term.name)
                yield filed.document.problem((*at, "obstacle"), message)


def _is_value(term: Term) -> bool:
    if term.type == "number":
        return term.better in ("more", "less")
    return not isinstance(term.parse(term.better or ""), Said)


def _exclusive(base: ParsedBase) -> Iterator[Problem]:
    filed = base.vocabulary
    derived = [term.name for term in filed.model.derived]
    for index, group in enumerate(filed.model.exclusive):
        for number, name in enumerate(group):
            yield from unknown(filed, ("exclusive", index, number), "check.derived", name, derived)


def _nothing_to_do(base: ParsedBase) -> Iterator[Problem]:
    for condition in base.nothing_to_do:
        yield from _line(base, ("nothing_to_do",), condition)


def _frees(base: ParsedBase) -> Iterator[Problem]:
    for number, step in enumerate(base.steps.model.steps):
        for earlier, conditions in step.frees.items():
            at = ("steps", number, "after_unless", earlier)
            yield from (p for condition in conditions for p in _line(base, at, condition))


def _line(base: ParsedBase, place: Location, condition: Condition) -> Iterator[Problem]:
    """Whether the term of a line exists and the phrase is one for it."""
    filed, at = base.steps, (*place, condition.term)
    yield from unknown(filed, at, "check.term", condition.term, base.terms)
    term = base.terms.get(condition.term)
    if term and not term.accepts(condition.phrase):
        message = said("check.phrase", term=term.name, phrase=condition.phrase.text)
        yield filed.document.problem(at, message)


def check_base(base: ParsedBase) -> list[Problem]:
    """Every problem that no single rule file shows."""
    checks = (
        check_names,
        _vocabulary,
        _rules,
        _questions,
        _steps,
        _wordings,
        _coverage,
        check_declared,
    )
    return [problem for check in checks for problem in islice(check(base), MAX_PROBLEMS)]


def _vocabulary(base: ParsedBase) -> Iterator[Problem]:
    filed, vocabulary = base.vocabulary, base.vocabulary.model
    topics = [topic.name for topic in vocabulary.topics]
    for part in ("terms", "derived"):
        for index, term in enumerate(getattr(vocabulary, part)):
            yield from unknown(filed, (part, index, "topic"), "check.topic", term.topic, topics)
            if term.type == "yes-no" and not (term.holds and term.fails):
                yield filed.document.problem((part, index), said("check.sentences"))
            if not term.values or (part == "derived" and term.type != "yes-no"):
                yield filed.document.problem((part, index), said("check.values", name=term.name))
    concluded = {rule.then.conclude for rule in base.active}
    for index, term in enumerate(vocabulary.derived):
        if term.name not in concluded:
            message = said("check.unconcluded", name=term.name)
            yield filed.document.problem(("derived", index), message)


def _rules(base: ParsedBase) -> Iterator[Problem]:
    caught = {rule.id for rule in layered(base.active)[1]}
    for filed in base.rules:
        if filed.model.id in caught:
            message = said("check.cycle", rules=tuple(sorted(caught)))
            yield filed.document.problem(("when",), message)


def _questions(base: ParsedBase) -> Iterator[Problem]:
    filed, asked = base.questions, base.vocabulary.model.asked
    names = [question.term for question in filed.model.questions]
    for index, name in enumerate(names):
        yield from unknown(filed, ("questions", index, "term"), "check.asked", name, asked)
    for name in asked:
        if name not in names:
            yield filed.document.problem(("questions",), said("check.unasked", name=name))


def _steps(base: ParsedBase) -> Iterator[Problem]:
    filed, steps = base.steps, base.steps.model
    actors = [actor.name for actor in base.vocabulary.model.actors]
    groups = [group.name for group in steps.alternatives]
    yes_no = [term.name for term in base.vocabulary.model.terms if term.type == "yes-no"]
    advised = {rule.then.advise for rule in base.active}
    for index, step in enumerate(steps.steps):
        at = ("steps", index)
        yield from unknown(filed, (*at, "actor"), "check.actor", step.actor, actors)
        for number, name in enumerate(step.after):
            yield from unknown(filed, (*at, "after", number), "check.step", name, base.step_ids)
        for name in step.after_unless:
            yield from unknown(filed, (*at, "after_unless", name), "check.after", name, step.after)
        for number, name in enumerate(step.sources):
            place = (*at, "sources", number)
            yield from unknown(filed, place, "check.source", name, base.locators)
        if step.done_by:
            yield from unknown(filed, (*at, "done_by"), "check.done-by", step.done_by, yes_no)
        if step.alternatives:
            group = (*at, "alternatives")
            yield from unknown(filed, group, "check.group", step.alternatives, groups)
        if step.id not in advised:
            yield filed.document.problem(at, said("check.unadvised", name=step.id))
    waiting = {step.id: set(step.after) for step in steps.steps}
    while ready := [name for name, after in waiting.items() if not after & waiting.keys()]:
        for name in ready:
            del waiting[name]
    if waiting:
        yield filed.document.problem(("steps",), said("check.step-cycle", steps=tuple(waiting)))


def _wordings(base: ParsedBase) -> Iterator[Problem]:
    filed, steps = base.steps, base.steps.model
    names = [wording.name for wording in steps.wordings]
    for index, wording in enumerate(steps.wordings):
        at = ("wordings", index)
        asked = base.vocabulary.model.asked
        yield from unknown(filed, (*at, "term"), "check.asked", wording.term, asked)
        if wording.term in asked:
            for value in wording.values:
                yield from _worded(filed, (*at, "values", value), asked[wording.term], value)
    for index, step in enumerate(steps.steps):
        for part, language, name in step.placeholders:
            at_text = ("steps", index, part, language)
            yield from unknown(filed, at_text, "check.wording", name, names)


def _worded(filed: Filed[Steps], at: Location, term: Term, value: str) -> Iterator[Problem]:
    """A problem when a wording stands with something that is no answer, or is spelt otherwise."""
    parsed = term.parse(value)
    if isinstance(parsed, Said) or written(parsed) != value:
        names = [written(item) for item in term.values] if term.type != "number" else []
        yield filed.document.problem(
            at, said("check.value", name=value), did_you_mean(value, names)
        )


def _coverage(base: ParsedBase) -> Iterator[Problem]:
    filed = base.coverage
    rules = {rule.id: rule.sources for rule in base.active}
    steps = {step.id: step.sources for step in base.steps.model.steps}
    for locator, carriers in filed.model.coverage.items():
        at = ("coverage", locator)
        yield from unknown(filed, at, "check.source", locator, base.locators)
        if not (carriers.rules or carriers.steps or carriers.terms):
            yield filed.document.problem(at, said("check.uncovered", locator=locator))
        for part, citing in (("rules", rules), ("steps", steps)):
            for index, name in enumerate(getattr(carriers, part)):
                place, key = (*at, part, index), f"check.{part[:-1]}"
                yield from unknown(filed, place, key, name, citing)
                if name in citing and locator not in citing[name]:
                    yield filed.document.problem(place, _not_citing(name, locator))
        for index, name in enumerate(carriers.terms):
            yield from unknown(filed, (*at, "terms", index), "check.term", name, base.terms)
    for locator in base.locators:
        if locator not in filed.model.coverage:
            yield filed.document.problem(("coverage",), said("check.uncovered", locator=locator))


def _not_citing(name: str, locator: str) -> Said:
    return said("check.not-citing", name=name, locator=locator)
