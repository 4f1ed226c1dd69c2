"""Every mutant of a knowledge base: one small fault each.

Lines: left out, another phrase, moved to another part of `when`. Rules: left out, another
urgency, another or no conclusion, another or no step, another kind. Steps: a prerequisite left
out, another actor, `done_by` left out. A fault that makes rules wait for each other is none,
because such a base cannot be loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from advisor.knowledge.declarations import Step
from advisor.knowledge.knowledge import Knowledge, layered
from advisor.knowledge.rule import URGENCIES, Rule
from advisor.verification.mutants.lines import other_phrases


@dataclass(frozen=True)
class Mutant:
    """One fault: `before` and `after` are the rule or step without and with it.

    `after` is None for a rule left out; `what` names the fault, `detail` what it touches.
    """

    before: Rule | Step
    after: Rule | Step | None
    what: str
    detail: str

    @property
    def name(self) -> str:
        """`subject: what detail`, unique in its base."""
        return f"{self.before.id}: {self.what} {self.detail}".strip()

    def knowledge(self, base: Knowledge) -> Knowledge:
        """The base with the fault."""
        if isinstance(self.after, Step):
            changed = {**base.steps, self.after.id: self.after}
            return replace(base, steps=changed)
        rules = (self.after if rule is self.before else rule for rule in base.rules)
        return replace(base, layers=layered(rule for rule in rules if isinstance(rule, Rule))[0])


def mutants(knowledge: Knowledge) -> tuple[Mutant, ...]:
    """All mutants, by rule in firing order, then by step."""
    of_rules = (m for rule in knowledge.rules for m in _of_rule(knowledge, rule))
    loadable = (m for m in of_rules if not _cyclic(knowledge, m))
    of_steps = (m for step in knowledge.steps.values() for m in _of_step(knowledge, step))
    return (*loadable, *of_steps)


def _cyclic(knowledge: Knowledge, mutant: Mutant) -> bool:
    """Whether the fault makes rules wait for each other; only another conclusion can."""
    if mutant.what != "conclude":
        return False
    rules = [mutant.after if rule is mutant.before else rule for rule in knowledge.rules]
    return bool(layered(rule for rule in rules if isinstance(rule, Rule))[1])


def _of_rule(knowledge: Knowledge, rule: Rule) -> Iterator[Mutant]:
    yield Mutant(rule, None, "drop-rule", "")
    yield from _of_lines(knowledge, rule)
    yield from _of_parts(rule)
    yield from _of_consequence(knowledge, rule)


def _of_lines(knowledge: Knowledge, rule: Rule) -> Iterator[Mutant]:
    for condition in rule.conditions:
        part, term = condition.part, condition.term
        lines = getattr(rule.when, part)
        if len(rule.conditions) > 1:
            kept = {name: text for name, text in lines.items() if name != term}
            yield _when(rule, "drop-line", term, **{part: kept})
        for text in other_phrases(knowledge.term(term), condition.phrase):
            yield _when(rule, "phrase", f"{term}: {text}", **{part: {**lines, term: text}})


def _of_parts(rule: Rule) -> Iterator[Mutant]:
    required, either, unless = rule.when.all, rule.when.any, rule.when.unless
    if len(required) > 1 and not either:
        yield _when(rule, "all-any", "", all={}, any=required)
    if len(either) > 1 and not required.keys() & either.keys():
        yield _when(rule, "any-all", "", all={**required, **either}, any={})
    if unless and not unless.keys() & required.keys():
        yield _when(rule, "unless-all", "", all={**required, **unless}, unless={})


def _of_consequence(knowledge: Knowledge, rule: Rule) -> Iterator[Mutant]:
    then = rule.then
    derived = [term.name for term in knowledge.vocabulary.derived]
    if rule.kind != "inference":
        kind = "out-of-scope" if rule.kind == "contradiction" else "contradiction"
        yield Mutant(rule, rule.model_copy(update={"kind": kind}), "kind", kind)
    if then.urgency:
        for urgency in URGENCIES:
            if urgency != then.urgency:
                yield _then(rule, "urgency", urgency, urgency=urgency)
    if then.conclude and then.advise:
        yield _then(rule, "drop-conclude", "", conclude=None)
        yield _then(rule, "drop-advise", "", advise=None, urgency=None)
    if then.conclude and len(derived) > 1:
        other = _next(derived, then.conclude)
        yield _then(rule, "conclude", other, conclude=other)
    if then.advise and len(knowledge.steps) > 1:
        other = _next(list(knowledge.steps), then.advise)
        yield _then(rule, "advise", other, advise=other)


def _of_step(knowledge: Knowledge, step: Step) -> Iterator[Mutant]:
    for earlier in step.after:
        kept = tuple(name for name in step.after if name != earlier)
        bound = {name: lines for name, lines in step.after_unless.items() if name != earlier}
        changed = step.model_copy(update={"after": kept, "after_unless": bound})
        yield Mutant(step, changed, "drop-after", earlier)
        if earlier in step.after_unless:
            changed = step.model_copy(update={"after_unless": bound})
            yield Mutant(step, changed, "drop-after-unless", earlier)
    for actor in knowledge.vocabulary.actors:
        if actor.name != step.actor:
            changed = step.model_copy(update={"actor": actor.name})
            yield Mutant(step, changed, "actor", actor.name)
    if step.done_by:
        yield Mutant(step, step.model_copy(update={"done_by": None}), "drop-done-by", "")


def _next(names: list[str], name: str) -> str:
    return names[(names.index(name) + 1) % len(names)]


def _when(rule: Rule, what: str, detail: str, **parts: Any) -> Mutant:
    return Mutant(rule, _changed(rule, when=rule.when.model_copy(update=parts)), what, detail)


def _then(rule: Rule, what: str, detail: str, **parts: Any) -> Mutant:
    return Mutant(rule, _changed(rule, then=rule.then.model_copy(update=parts)), what, detail)


def _changed(rule: Rule, **parts: Any) -> Rule:
    """A copy that works its conditions out anew: a plain copy would keep the remembered ones."""
    fields = {name: getattr(rule, name) for name in Rule.model_fields}
    return Rule.model_construct(**{**fields, **parts})
