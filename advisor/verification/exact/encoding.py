"""A Knowledge as facts of an answer-set program; `world.lp` gives them their meaning."""

from collections.abc import Iterator
from itertools import combinations

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase
from advisor.knowledge.rule import URGENCIES, Condition, Rule
from advisor.verification.exact.domains import Domains

KINDS = {"out-of-scope": "outside"}


def encode(knowledge: Knowledge, domains: Domains) -> str:
    """The facts, one a line, in the order of the knowledge."""
    return "\n".join(f"{fact}." for fact in _Encoding(knowledge, domains).facts())


def text(name: str) -> str:
    """A name as a string constant."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def line_name(rule: Rule, place: int) -> str:
    """What stands for a rule's line, counted from 0 in `rule.conditions`."""
    return f"{rule.id}/{place}"


def rivals(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Pairs of rules whose conclusions are declared exclusive."""
    for group in knowledge.vocabulary.exclusive:
        for one, other in combinations(group, 2):
            for rule in knowledge.supporters[one]:
                for rival in knowledge.supporters[other]:
                    yield rule.id, rival.id


def ancestors(knowledge: Knowledge, step: str) -> tuple[str, ...]:
    """Every step that comes before, nearest first."""
    found: dict[str, None] = {}
    waiting = list(knowledge.steps[step].after)
    for earlier in waiting:
        if earlier not in found:
            found[earlier] = None
            waiting += knowledge.steps[earlier].after
    return tuple(found)


class _Encoding:
    def __init__(self, knowledge: Knowledge, domains: Domains) -> None:
        self.knowledge, self.domains = knowledge, domains

    def facts(self) -> Iterator[str]:
        yield from self._terms()
        for rule in self.knowledge.rules:
            yield from self._rule(rule)
        yield from self._steps()
        for place, condition in enumerate(self.knowledge.nothing_to_do):
            key = text(f"nothing_to_do/{place}")
            yield f"nothing_to_do({key})"
            yield from self._condition(key, condition)
        for rule_id, rival in rivals(self.knowledge):
            yield f"rival({text(rule_id)},{text(rival)})"

    def _terms(self) -> Iterator[str]:
        for term, classes in self.domains.classes.items():
            yield f"term({text(term)})"
            for index in range(len(classes)):
                yield f"class({text(term)},{index})"
                for after in range(len(classes)):
                    if self.domains.improves(term, index, after):
                        yield f"better({text(term)},{index},{after})"
        for derived in self.knowledge.vocabulary.derived:
            yield f"derived({text(derived.name)})"
            if derived.obstacle == "yes":
                yield f"obstacle({text(derived.name)})"

    def _rule(self, rule: Rule) -> Iterator[str]:
        name, then = text(rule.id), rule.then
        yield f"rule({name})"
        yield f"kind({name},{KINDS.get(rule.kind, rule.kind)})"
        if then.conclude:
            yield f"concludes({name},{text(then.conclude)})"
        if then.advise and then.urgency:
            yield f"advises({name},{text(then.advise)},{URGENCIES.index(then.urgency)})"
        yield from (f"source({name},{text(source)})" for source in rule.sources)
        yield from (f"reads({name},{text(term)})" for term in rule.reads)
        if rule.alternatives:
            yield f"has_any({name})"
        for place, condition in enumerate(rule.conditions):
            key = text(line_name(rule, place))
            yield f"{'any' if condition.part == 'any' else 'all'}({name},{key})"
            yield from self._condition(key, condition)

    def _condition(self, key: str, condition: Condition) -> Iterator[str]:
        speaks, phrase = condition.part != "unless", condition.phrase
        term = text(condition.term)
        if condition.term in self.domains.classes:
            yield f"about({key},{term})"
            for index in self._where(condition.term, phrase, speaks):
                yield f"test({key},{term},{index})"
        else:
            for value, name in ((True, "yes"), (False, "no")):
                if phrase.holds(value) is speaks:
                    yield f"wants({key},{term},{name})"

    def _where(self, term: str, phrase: Phrase, speaks: bool) -> Iterator[int]:
        for index in range(len(self.domains.classes[term])):
            if phrase.holds(self.domains.pick(term, index)) is speaks:
                yield index

    def _steps(self) -> Iterator[str]:
        for step in self.knowledge.steps.values():
            name = text(step.id)
            yield f"step({name})"
            yield from (f"after({name},{text(earlier)})" for earlier in step.after)
            for earlier in step.after_unless:
                yield f"frees({name},{text(earlier)})"
                for place, condition in enumerate(step.frees[earlier]):
                    key = text(f"{step.id}/after_unless/{earlier}/{place}")
                    yield f"free({name},{text(earlier)},{key})"
                    yield from self._condition(key, condition)
            yield from (f"ancestor({name},{text(s)})" for s in ancestors(self.knowledge, step.id))
            if step.done_by:
                for index in self._where(step.done_by, Phrase("yes", (True,)), True):
                    yield f"done_by({name},{text(step.done_by)},{index})"
            yield from (
                f"follows({name},{text(n)})" for n in dict.fromkeys(p[2] for p in step.placeholders)
            )
        for wording in self.knowledge.wordings:
            texts = [wording.otherwise, *wording.values.values()]
            for index in range(len(self.domains.classes[wording.term])):
                place = texts.index(wording.text(self.domains.pick(wording.term, index)))
                yield f"worded({text(wording.name)},{text(wording.term)},{index},{place})"
