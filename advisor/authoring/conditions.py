"""Asks for the conditions of a rule until they draw a boundary, and finds examples at it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from advisor.authoring.draft import Draft
from advisor.authoring.questions import Form
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import LANGUAGES, Language, said
from advisor.common.messages import word
from advisor.common.text import Text
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value, parse_phrase
from advisor.knowledge.rule import Condition, Example, Outcome, Part, Rule, judge
from advisor.knowledge.vocabulary import Term, written

State = dict[str, Value]


def boundary_examples(rule: Rule, terms: Mapping[str, Term]) -> tuple[Example, ...]:
    """One example that applies (one for each alternative), for each line one just outside it, and
    for each term one while it is not known; every outcome is what the rule comes to.

    A rule without conditions has one example. Raises AdvisorError when another cannot come to all
    three outcomes: it draws no boundary.
    """
    found: dict[tuple[tuple[str, Value], ...], Example] = {}
    for name, state in _Boundary(rule, terms).named():
        key = tuple((term, state[term]) for term in rule.reads if term in state)
        given = {term: written(value) for term, value in key}
        found.setdefault(key, Example(name=name, given=given, expect=judge(rule, state)))
    examples = tuple(found.values())
    seen = {example.expect for example in examples}
    missing = [said(f"outcome.{item.value}") for item in rule.outcomes if item not in seen]
    if missing:
        message = said("boundary.none", outcomes=tuple(missing))
        raise AdvisorError([Problem("when", None, message)])
    return examples


@dataclass(frozen=True)
class _Boundary:
    """The states around one rule's boundary."""

    rule: Rule
    terms: Mapping[str, Term]

    def named(self) -> Iterator[tuple[Text, State]]:
        """States with the sentence that tells what each shows, those that apply first."""
        none = self._base
        if none is None:
            return
        applying = list(self._applying(none))
        yield from applying
        if not applying:
            return
        first = applying[0][1]
        if self.rule.alternatives and judge(self.rule, none) is Outcome.REJECTED:
            yield _said("boundary.no-alternative"), none
        for line in self.rule.required:
            for value in self._outside(line):
                sentence = self.terms[line.term].sentence(value)
                yield _said("boundary.ruled-out", sentence=sentence), {**first, line.term: value}
        for term in self.rule.reads:
            for state in (first, none):
                rest = {name: value for name, value in state.items() if name != term}
                if judge(self.rule, rest) is Outcome.UNDECIDED:
                    yield _said("boundary.unknown", label=self.terms[term].label), rest
                    break

    def _applying(self, none: State) -> Iterator[tuple[Text, State]]:
        if not self.rule.conditions:
            yield _said("boundary.always"), none
        elif not self.rule.alternatives:
            sentences = [self.terms[term].sentence(value) for term, value in none.items()]
            yield _joined(sentences), none
        for line in self.rule.alternatives:
            fitting = (v for v in self._fitting(line.term) if line.holds({line.term: v}))
            if (value := next(fitting, None)) is not None:
                sentence = self.terms[line.term].sentence(value)
                yield _said("boundary.one-enough", sentence=sentence), {**none, line.term: value}

    @cached_property
    def _base(self) -> State | None:
        """Every required line holds and, where that can be, no alternative; None when none can."""
        state: State = {}
        for term in self.rule.reads:
            fitting = self._fitting(term)
            if not fitting:
                return None
            lines = [line for line in self.rule.alternatives if line.term == term]
            plain = [v for v in fitting if not any(line.holds({term: v}) for line in lines)]
            state[term] = (plain or fitting)[0]
        return state

    def _fitting(self, term: str) -> list[Value]:
        lines = [line for line in self.rule.required if line.term == term]
        return [v for v in self._values(term) if all(line.holds({term: v}) for line in lines)]

    def _outside(self, line: Condition) -> Sequence[Value]:
        """A value just outside the line, inside the other lines of its term if possible; for a
        line with two ends, one outside each.
        """
        values = [v for v in self._values(line.term) if not line.holds({line.term: v})]
        others = [other for other in self.rule.required if other != line]
        alone = [
            value
            for value in values
            if all(o.holds({line.term: value}) for o in others if o.term == line.term)
        ]
        two = line.phrase.low is not None and line.phrase.high is not None
        return (alone or values)[: 2 if two and line.part == "all" else 1]

    def _values(self, name: str) -> Sequence[Value]:
        """The values to try: all of them, or for a number those beside the edges."""
        term = self.terms[name]
        if term.type != "number":
            return term.values
        found: dict[Value, None] = {}
        for line in self.rule.conditions:
            if line.term == name:
                low, high = line.phrase.low, line.phrase.high
                beside = [] if low is None else [low, low - 1]
                beside += [] if high is None else [high, high + 1]
                found |= dict.fromkeys(v for v in beside if term.min <= v <= term.max)
        return tuple(found)


def _said(key: str, **parts: Text) -> Text:
    return Text(**{language: word(key, language, **parts) for language in LANGUAGES})


def _joined(sentences: list[Text]) -> Text:
    return Text(**{lang: "; ".join(s.to(lang) for s in sentences) for lang in LANGUAGES})


def offered(term: Term, language: Language) -> str:
    """What an author may write of the term, with what each value means."""
    if term.type == "number":
        return word("hint.number", language, min=term.min, max=term.max)
    values = [f"  {written(v)}: {term.sentence(v).to(language)}" for v in term.values]
    more = [word("new.phrases-choice", language)] if term.type == "choice" else []
    return "\n".join([word("new.phrases", language), *values, *more])


def usable(term: Term, text: str) -> str:
    """The phrase, if it fits the term and can both hold and fail. Raises AdvisorError."""
    phrase = parse_phrase(text)
    if not text or not term.accepts(phrase):
        message = said("check.phrase", term=term.name, phrase=text)
        hint = did_you_mean(text, map(written, term.values)) if term.type != "number" else None
        raise AdvisorError([Problem(text or term.name, None, message, hint)])
    starts = (value for value in phrase.starts if term.min <= value <= term.max)
    values = {term.min, *starts} if term.type == "number" else term.values
    if {phrase.holds(value) for value in values} != {True, False}:
        raise AdvisorError([Problem(text, None, said("new.no-edge", term=term.name))])
    return text


PARTS: tuple[Part, ...] = get_args(Part)
EVERYONE = "everyone"
"""What an author answers who wants no condition."""


@dataclass(frozen=True)
class Conditions:
    """Fills the draft's `when` and, from it, the examples."""

    knowledge: Knowledge
    form: Form
    draft: Draft

    def ask(self) -> None:
        """Lines until an empty one, and all anew if together they draw no boundary."""
        while True:
            self.draft.when = {}
            self.form.say("new.conditions")
            while self._condition():
                pass
            try:
                rule = self.draft.rule(self.knowledge.version)
                examples = boundary_examples(rule, self.knowledge.vocabulary.all)
            except AdvisorError as error:
                self.form.complain(error)
                continue
            self.draft.examples = [example.model_dump(mode="json") for example in examples]
            return

    def _condition(self) -> bool:
        """Ask for one line; False when there are no more."""
        parts: dict[str, str] = {
            part: word(f"new.part-{part}", self.form.language) for part in PARTS
        }
        if not self.draft.when:
            if self.draft.kind == "inference":
                parts[EVERYONE] = word("rules.always", self.form.language)
            self.form.listed(parts)
            part: str | None = self.form.choose(said("new.part"), parts, "new.no-part")
        else:
            part = self.form.optional(said("new.part-more"), parts, "new.no-part")
        if part in (None, EVERYONE):
            return False
        assert part
        term = self._term(part)
        self.form.desk.show(offered(term, self.form.language))
        phrase = self.form.until(said("new.phrase"), lambda line: usable(term, line))
        self.draft.when.setdefault(part, {})[term.name] = phrase
        return True

    def _term(self, part: str) -> Term:
        terms = self.knowledge.vocabulary.all
        known = {name: term.label.to(self.form.language) for name, term in terms.items()}
        taken = self.draft.when.get(part, {})
        left = {name: label for name, label in known.items() if name not in taken}
        return terms[self.form.choose(said("new.term"), left, "new.no-term")]
