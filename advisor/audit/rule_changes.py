"""What changed between two editions of the knowledge, told in words and not as a text diff."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from advisor.common.json_form import JsonForm
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.common.text import Text
from advisor.knowledge.declarations import Step
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.knowledge.vocabulary import Term
from advisor.presentation.rule import condition_words

Kind = Literal["added", "removed", "changed"]
Subject = Literal["rule", "step", "term"]


@dataclass(frozen=True)
class Change(JsonForm):
    """One rule, step or term that is new, gone or other; `details` says what about it, in words."""

    subject: Subject
    kind: Kind
    name: str
    title: str
    details: tuple[str, ...] = ()


def changes(old: Knowledge, new: Knowledge, language: Language) -> list[Change]:
    """Every change of rules, then steps, then terms, each in the order of its id or file."""
    tell = _Telling(old, new, language)
    rules = tell.compare("rule", old.rule, new.rule, lambda r: r.title, tell.rule)
    steps = tell.compare("step", old.steps, new.steps, tell.step_title, tell.step)
    terms = (old.vocabulary.all, new.vocabulary.all)
    return [*rules, *steps, *tell.compare("term", *terms, lambda t: t.label, tell.term)]


@dataclass(frozen=True)
class _Telling:
    old: Knowledge
    new: Knowledge
    language: Language

    def say(self, key: str, **parameters: object) -> str:
        return word(key, self.language, **parameters)

    def compare(
        self,
        subject: Subject,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        title: Callable[[Any], Text],
        details: Callable[[Any, Any], Iterator[str]],
    ) -> Iterator[Change]:
        for name in (*(n for n in old if n not in new), *new):
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            kind: Kind = "removed" if after is None else "added" if before is None else "changed"
            told = tuple(details(before, after)) if kind == "changed" else ()
            shown = title(after if after is not None else before).to(self.language)
            yield Change(subject, kind, name, shown, told)

    def step_title(self, step: Step) -> Text:
        base = self.new if step.id in self.new.steps else self.old
        return base.worded(step.text, {})

    def rule(self, old: Rule, new: Rule) -> Iterator[str]:
        for name in ("title", "why"):
            yield from self.text(name, getattr(old, name), getattr(new, name))
        yield from self.plain("status", old.status, new.status)
        yield from self.plain("kind", old.kind, new.kind)
        before, after = self.conditions(self.old, old), self.conditions(self.new, new)
        yield from (self.say("changes.no-condition", line=x) for x in before if x not in after)
        yield from (self.say("changes.condition", line=x) for x in after if x not in before)
        yield from self.plain("conclude", old.then.conclude, new.then.conclude)
        yield from self.plain("advise", old.then.advise, new.then.advise)
        urgency = [self.urgency(rule) for rule in (old, new)]
        yield from self.plain("urgency", *urgency)
        yield from self.text("message", old.then.message, new.then.message)
        yield from self.plain("sources", ", ".join(old.sources), ", ".join(new.sources))
        yield from self.plain("replaced-by", old.replaced_by, new.replaced_by)
        yield from self.plain("since", old.since, new.since)
        if old.examples != new.examples:
            yield self.say("changes.examples", before=len(old.examples), after=len(new.examples))

    def step(self, old: Step, new: Step) -> Iterator[str]:
        for name in ("text", "detail"):
            yield from self.text(name, getattr(old, name), getattr(new, name))
        yield from self.plain("actor", self.actor(self.old, old), self.actor(self.new, new))
        yield from self.plain("done-by", old.done_by, new.done_by)
        yield from self.plain("after", *map(self.after, (old, new)))
        yield from self.plain("alternatives", old.alternatives, new.alternatives)
        yield from self.plain("sources", ", ".join(old.sources), ", ".join(new.sources))

    def after(self, step: Step) -> str:
        """What comes first, with what frees the step from it as the file has it."""
        lines = {
            name: ", ".join(f"{term}: {phrase}" for term, phrase in unless.items())
            for name, unless in step.after_unless.items()
        }
        return ", ".join(
            self.say("changes.after-unless", step=name, lines=lines[name])
            if name in lines
            else name
            for name in step.after
        )

    def term(self, old: Term, new: Term) -> Iterator[str]:
        for name in ("label", "holds", "fails"):
            yield from self.text(name, getattr(old, name), getattr(new, name))
        yield from self.plain("type", old.type, new.type)
        values = [", ".join(self.shown(term)) for term in (old, new)]
        yield from self.plain("values", *values)
        yield from self.plain("topic", old.topic, new.topic)
        yield from self.plain("changeable", old.changeable, new.changeable)
        yield from self.text("unit", old.unit, new.unit)

    def shown(self, term: Term) -> tuple[str, ...]:
        if term.type == "number":
            return (f"{term.min}-{term.max}",)
        return tuple(term.shown(value).to(self.language) for value in term.values)

    def conditions(self, base: Knowledge, rule: Rule) -> tuple[str, ...]:
        terms = base.vocabulary.all
        return tuple(
            f"{self.say(f'rules.{c.part}')}: {condition_words(terms.get(c.term), c, self.language)}"
            f" [{c.term}: {c.phrase.text}]"
            for c in rule.conditions
        )

    def urgency(self, rule: Rule) -> str | None:
        return self.say(f"urgency.{rule.then.urgency}") if rule.then.urgency else None

    def actor(self, base: Knowledge, step: Step) -> str:
        labels = {actor.name: actor.label for actor in base.vocabulary.actors}
        return labels[step.actor].to(self.language)

    def text(self, name: str, old: Text | None, new: Text | None) -> Iterator[str]:
        """A text that differs; in the other language only, it is said that it does."""
        shown = [text.to(self.language) if text else None for text in (old, new)]
        if old != new and shown[0] == shown[1]:
            yield self.say("changes.other-language", name=self.say(f"changes.{name}"))
        yield from self.plain(name, *shown)

    def plain(self, name: str, old: str | None, new: str | None) -> Iterator[str]:
        if old != new:
            label, none = self.say(f"changes.{name}"), self.say("changes.none")
            yield self.say("changes.was", name=label, before=old or none, after=new or none)
