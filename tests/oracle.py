"""An independent oracle for exact verification: every answer combination, as numpy tables.

It shares no code with `advisor.verification.exact` and reads conditions from the rules' own text. A
truth table has one axis for each asked term; along terms that a rule does not depend on it has
length 1, so each table enumerates exactly the rule's cone of influence. Whether some PD satisfies
several tables at once is found by joining them and eliminating term after term (`exists`), or, for
small bases, by multiplying everything out (`brute`).
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

URGENT = {"blocking": 0, "enabling": 1, "advancing": 2, "sustaining": 3}


def number_range(text):
    if found := re.fullmatch(r"between (\d+) and (\d+)", text):
        low, high = map(int, found.groups())
        return lambda v: low <= v <= high
    word, number = text.rsplit(" ", 1)
    n = int(number)
    return {
        "at least": lambda v: v >= n,
        "at most": lambda v: v <= n,
        "more than": lambda v: v > n,
        "less than": lambda v: v < n,
    }[word]


def meets(text, value):
    if isinstance(value, bool):
        return text == ("yes" if value else "no")
    if isinstance(value, int):
        return bool(number_range(text)(value))
    if text.startswith("one of "):
        return value in [part.strip() for part in text[7:].split(",")]
    return value == text


@dataclass
class Oracle:
    knowledge: object
    brute: bool = True
    left_out: frozenset = frozenset()
    memory: dict = field(default_factory=dict)

    @cached_property
    def values(self):
        """Each asked term's values; between the numbers that rules name, nothing can change."""
        terms = self.knowledge.vocabulary.terms
        return {t.name: self._numbers(t) if t.type == "number" else t.values for t in terms}

    def _numbers(self, term):
        if term.max - term.min < 10:
            return tuple(range(term.min, term.max + 1))
        edges = {term.min, term.max}
        for rule in self.knowledge.rules:
            for part in (rule.when.all, rule.when.any, rule.when.unless):
                named = re.findall(r"\d+", part.get(term.name, ""))
                edges |= {int(n) + d for n in named for d in (-1, 0, 1)}
        return tuple(sorted(e for e in edges if term.min <= e <= term.max))

    @cached_property
    def axis(self):
        return {term: place for place, term in enumerate(self.values)}

    @property
    def rules(self):
        return [rule for rule in self.knowledge.rules if rule.id not in self.left_out]

    def table(self, term, test):
        shape = [1] * len(self.values)
        shape[self.axis[term]] = len(self.values[term])
        return np.array([test(value) for value in self.values[term]]).reshape(shape)

    @property
    def constant(self):
        return np.ones([1] * len(self.values), bool)

    # ---- what holds where

    def line(self, term, text):
        if term in self.values:
            return self.table(term, lambda value: meets(text, value))
        return self.true(term) if text == "yes" else ~self.true(term)

    def applies(self, rule):
        if rule.id not in self.memory:
            result = self.constant
            for term, text in rule.when.all.items():
                result = result & self.line(term, text)
            for term, text in rule.when.unless.items():
                result = result & ~self.line(term, text)
            if rule.when.any:
                one = ~self.constant
                for term, text in rule.when.any.items():
                    one = one | self.line(term, text)
                result = result & one
            self.memory[rule.id] = result
        return self.memory[rule.id]

    def either(self, tables):
        result = ~self.constant
        for table in tables:
            result = result | table
        return result

    def true(self, term):
        if term not in self.memory:
            rules = [rule for rule in self.rules if rule.then.conclude == term]
            self.memory[term] = self.either(self.applies(rule) for rule in rules)
        return self.memory[term]

    def advised(self, step):
        return self.either(self.applies(r) for r in self.rules if r.then.advise == step)

    def done(self, step):
        by = self.knowledge.steps[step].done_by
        return self.table(by, lambda value: value is True) if by else ~self.constant

    @property
    def outside(self):
        return self.either(self.applies(r) for r in self.rules if r.kind == "out-of-scope")

    @property
    def at_odds(self):
        return [self.applies(r) for r in self.rules if r.kind == "contradiction"]

    @property
    def good(self):
        return [~self.outside, *(~table for table in self.at_odds)]

    # ---- is there a PD in which all tables hold?

    def exists(self, *tables):
        if any(not table.any() for table in tables):
            return False
        if self.brute:
            result = self.constant
            for table in tables:
                result = result & table
            return bool(result.any())
        return self._eliminate(list(tables))

    def _eliminate(self, tables):
        left = set(range(len(self.values)))
        while left:
            axis = min(left, key=lambda a: self._joined_size(tables, a))
            left.remove(axis)
            mine = [table for table in tables if table.shape[axis] > 1]
            if mine:
                joined = self.constant
                for table in mine:
                    joined = joined & table
                rest = [table for table in tables if table.shape[axis] == 1]
                tables = [*rest, joined.any(axis=axis, keepdims=True)]
                if not tables[-1].any():
                    return False
        return all(table.any() for table in tables)

    def _joined_size(self, tables, axis):
        mine = [table.shape for table in tables if table.shape[axis] > 1]
        return int(np.prod([max(sizes) for sizes in zip(*mine, strict=True)])) if mine else 0

    # ---- the defects: {(kind, name, detail)}

    def defects(self):
        if not self.exists(*self.good):
            return {("contradicts-everything",)}
        return {
            *self.answers(), *self.dead_or_redundant(), *self.conclusions(), *self.steps(),
            *self.gaps(), *self.improvements(), *self.questions(),
        }  # fmt: skip

    def answers(self):
        for term, values in self.values.items():
            for value in values:
                here = self.table(term, lambda v, value=value: v == value)
                if self.exists(here, ~self.outside) and not self.exists(here, *self.good):
                    yield "impossible-answer", term, value

    def real(self, rule):
        match rule.kind:
            case "inference":
                return self.good
            case "contradiction":
                return [~self.outside]
            case _:
                return []

    def dead_or_redundant(self):
        for rule in self.rules:
            if not self.exists(self.applies(rule), *self.real(rule)):
                yield "dead-rule", rule.id
            elif self.changes_nothing(rule):
                single = [o for o in self.rules if o is not rule and self.covers(o, rule)]
                yield ("subsumed-rule" if single else "redundant-rule"), rule.id

    def changes_nothing(self, rule):
        """Take the rule out for good and compare everything that is said."""
        if rule.kind != "inference":
            others = [
                self.applies(o)
                for o in self.rules
                if o is not rule and o.kind == rule.kind and set(o.reads) <= set(rule.reads)
            ]
            alone = [~table for table in others]
            return not self.exists(self.applies(rule), *self.real(rule), *alone)
        without = Oracle(self.knowledge, self.brute, self.left_out | {rule.id})
        return not any(
            self.exists(one ^ other, *self.good)
            for one, other in zip(self.said(), without.said(), strict=True)
        )

    def said(self):
        """Every finding, and for every step each urgency reached and each source cited."""
        for term in self.knowledge.vocabulary.derived:
            yield self.true(term.name)
        for step in self.knowledge.steps:
            rules = [r for r in self.knowledge.rules if r.then.advise == step]
            here = [r for r in self.rules if r.then.advise == step]
            for level in range(4):
                urgent = [r for r in here if URGENT[r.then.urgency] <= level]
                yield self.either(self.applies(r) for r in urgent)
            for source in sorted({s for r in rules for s in r.sources}):
                yield self.either(self.applies(r) for r in here if source in r.sources)

    def covers(self, other, rule):
        if other.kind != rule.kind:
            return False
        if rule.kind != "inference" and not set(other.reads) <= set(rule.reads):
            return False
        if rule.then.conclude and other.then.conclude != rule.then.conclude:
            return False
        if rule.then.advise and (
            other.then.advise != rule.then.advise
            or URGENT[other.then.urgency] > URGENT[rule.then.urgency]
            or not set(rule.sources) <= set(other.sources)
        ):
            return False
        return not self.exists(self.applies(rule), ~self.applies(other), *self.real(rule))

    def conclusions(self):
        for group in self.knowledge.vocabulary.exclusive:
            for one in self.rules:
                for other in self.rules:
                    terms = (one.then.conclude, other.then.conclude)
                    if None in terms or not set(terms) <= set(group):
                        continue
                    if group.index(terms[0]) < group.index(terms[1]) and self.exists(
                        self.applies(one), self.applies(other), *self.good
                    ):
                        yield "exclusive-conclusions", one.id, other.id
        for rule in self.rules:
            step = rule.then.advise
            if step and self.exists(self.applies(rule), self.done(step), *self.good):
                yield "advised-though-done", rule.id

    def before(self, step):
        direct = self.knowledge.steps[step].after
        return {*direct}.union(*(self.before(earlier) for earlier in direct))

    def steps(self):
        for step in self.knowledge.steps:
            if not self.exists(self.advised(step), *self.good):
                yield "step-never-advised", step
                continue
            met = [self.advised(e) | self.done(e) for e in sorted(self.before(step))]
            if not self.exists(self.advised(step), *met, *self.good):
                yield "unreachable-prerequisites", step

    def gaps(self):
        none = [~self.applies(rule) for rule in self.rules if rule.then.advise]
        lines = self.knowledge.nothing_to_do
        wrong = [~self.line(c.term, c.phrase.text) for c in lines] or [self.constant]
        if any(self.exists(table, *none, *self.good) for table in wrong):
            yield "gap", "nothing_to_do"

    # ---- two PDs that differ in one answer

    def at(self, tables, term, place):
        axis = self.axis[term]
        return [t if t.shape[axis] == 1 else np.take(t, [place], axis) for t in tables]

    def moves(self, term):
        places = range(len(self.values[term]))
        return [(i, j) for i in places for j in places if i != j]

    def improvements(self):
        obstacles = {t.name for t in self.knowledge.vocabulary.derived if t.obstacle == "yes"}
        for rule in self.rules:
            if rule.then.conclude in obstacles and any(
                self.worsens(rule, term, i, j)
                for term in self.values
                for i, j in self.moves(term)
                if self.better(term, self.values[term][i], self.values[term][j])
            ):
                yield "not-monotonic", rule.id

    def better(self, term, before, after):
        wish = self.knowledge.vocabulary.asked[term].better
        if wish in ("more", "less") and not isinstance(before, bool | str):
            return after > before if wish == "more" else after < before
        return wish is not None and meets(wish, after) and not meets(wish, before)

    def worsens(self, rule, term, i, j):
        before = self.at([~self.true(rule.then.conclude), *self.good], term, i)
        after = self.at([self.applies(rule), *self.good], term, j)
        return self.exists(*before, *after)

    def questions(self):
        for term in self.values:
            if not any(self.matters(term, i, j) for i, j in self.moves(term)):
                yield "question-never-matters", term

    def matters(self, term, i, j, given=()):
        """Whether the plan can change when the answer goes from value i to value j."""
        before, after = self.at(self.good, term, i), self.at(self.good, term, j)
        if self.exists(*before, *self.at([self.outside], term, j), *given):
            return True
        both = [*before, *after, *given]
        axis = self.axis[term]
        return any(
            self.exists(*self.at([one], term, i), *self.at([other], term, j), *both)
            for one, other in self.differences(term, i, j)
            if one.shape[axis] > 1 or other.shape[axis] > 1
        )

    def differences(self, term, i, j):
        for rule in self.rules:
            if rule.then.advise:
                yield self.applies(rule), ~self.applies(rule)
        for step in self.knowledge.steps:
            for earlier in sorted(self.before(step)):
                waits = self.advised(step) & self.waits(step, earlier)
                yield waits, self.advised(step) & ~self.waits(step, earlier)
        words = {w.name: w for w in self.knowledge.wordings if w.term == term}
        values = [str(self.values[term][place]) for place in (i, j)]
        for name, wording in words.items():
            texts = [wording.values.get(value, wording.otherwise) for value in values]
            marked = "{" + name + "}"
            for step in self.knowledge.steps.values():
                spoken = (step.text.id, step.text.en, step.detail.id, step.detail.en)
                if texts[0] != texts[1] and any(marked in text for text in spoken):
                    here = self.advised(step.id)
                    yield here & self.table(term, lambda v: True), here

    def waits(self, step, target):
        """Where `target` is the nearest advised step before `step` on some path."""
        key = ("waits", step, target)
        if key not in self.memory:
            result = ~self.constant
            for earlier in self.knowledge.steps[step].after:
                here = self.advised(earlier)
                if earlier == target:
                    result = result | here
                past = ~here & ~self.done(earlier)
                if target in self.before(earlier):
                    result = result | (past & self.waits(earlier, target))
            self.memory[key] = result
        return self.memory[key]
