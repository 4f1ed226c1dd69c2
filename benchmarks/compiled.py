"""The evaluator as one straight-line Python function, for callers that evaluate by the thousand.

`advisor.inference.evaluator` is the specification and is read aloud; this module writes out what it
does for one rule base, without a loop or a call. The source holds numbers, rule ids, term names and
values of a loaded knowledge base, each as a literal; nothing a user typed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from advisor.inference.evaluator import Answers, Evaluation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase
from advisor.knowledge.rule import Condition, Outcome, Rule

Evaluate = Callable[[Answers], Evaluation]


def compiled(knowledge: Knowledge) -> Evaluate:
    """A function that gives exactly what `evaluate(knowledge, answers)` gives."""
    names: dict[str, Any] = {
        "A": Outcome.APPLIES,
        "R": Outcome.REJECTED,
        "U": Outcome.UNDECIDED,
        "Evaluation": Evaluation,
    }
    exec(compile(source(knowledge), "<rules>", "exec"), names)
    evaluate: Evaluate = names["evaluate"]
    return evaluate


def source(knowledge: Knowledge) -> str:
    """The function's text."""
    return "\n    ".join(["def evaluate(answers):", *_Writing(knowledge).lines()]) + "\n"


@dataclass(frozen=True)
class _Tests:
    """When one line of a rule holds, fails, and is not known, as Python expressions."""

    holds: str
    fails: str
    unknown: str


class _Writing:
    """Writes the lines; term number n is the variable `vn`, rule number n is `rn`."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.terms = {name: f"v{n}" for n, name in enumerate(knowledge.vocabulary.all)}
        self.rules = {rule.id: f"r{n}" for n, rule in enumerate(knowledge.rules)}

    def lines(self) -> Iterator[str]:
        yield "known = answers.get"
        for name in self.knowledge.vocabulary.asked:
            yield f"{self.terms[name]} = known({name!r})"
        yield "values = dict(answers)"
        yield from (f"{self.terms[t.name]} = None" for t in self.knowledge.vocabulary.derived)
        for layer, decided in zip(self.knowledge.layers, self.knowledge.decided_at, strict=True):
            yield from (self._judged(rule) for rule in layer)
            for term in decided:
                yield from self._closed(term)
        outcomes = ", ".join(f"{rule!r}: {name}" for rule, name in self.rules.items())
        yield f"return Evaluation(values, {{{outcomes}}})"

    def _judged(self, rule: Rule) -> str:
        required = [self._tests(condition) for condition in rule.required]
        fails, unknown = [test.fails for test in required], [test.unknown for test in required]
        if rule.alternatives:
            either = [self._tests(condition) for condition in rule.alternatives]
            fails.append(_all(test.fails for test in either))
            unknown.append(f"not {_any(test.holds for test in either)}")
        return f"{self.rules[rule.id]} = R if {_any(fails)} else U if {_any(unknown)} else A"

    def _closed(self, term: str) -> Iterator[str]:
        supporters = [self.rules[rule.id] for rule in self.knowledge.supporters[term]]
        store = f"{self.terms[term]} = values[{term!r}] ="
        yield f"if {_any(f'{rule} is A' for rule in supporters)}: {store} True"
        yield f"elif {_all(f'{rule} is R' for rule in supporters)}: {store} False"

    def _tests(self, condition: Condition) -> _Tests:
        variable = self.terms[condition.term]
        holds, fails = _phrase(variable, condition.phrase)
        if condition.part == "unless":
            holds, fails = fails, holds
        return _Tests(holds, fails, f"{variable} is None")


def _phrase(variable: str, phrase: Phrase) -> tuple[str, str]:
    """When a phrase holds and when it fails; neither while the term is not known."""
    if phrase.allowed in ((True,), (False,)):
        return f"{variable} is {phrase.allowed[0]}", f"{variable} is {not phrase.allowed[0]}"
    known = f"{variable} is not None and"
    if not phrase.is_range:
        return (
            f"{variable} in {phrase.allowed!r}",
            f"({known} {variable} not in {phrase.allowed!r})",
        )
    edges = [] if phrase.low is None else [f"{variable} >= {phrase.low}"]
    edges += [] if phrase.high is None else [f"{variable} <= {phrase.high}"]
    inside = " and ".join(edges)
    return f"({known} {inside})", f"({known} not ({inside}))"


def _any(tests: Iterable[str]) -> str:
    return f"({' or '.join(tests)})"


def _all(tests: Iterable[str]) -> str:
    return f"({' and '.join(tests)})"
