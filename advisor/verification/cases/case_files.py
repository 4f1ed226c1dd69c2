"""Reads case files, strictly: every problem of all files at once, each with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.advice.facts import Facts, facts_from
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.files import is_aside
from advisor.common.language import Said, said
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.model import fill
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.yaml_reader import Document, Location, read
from advisor.verification.cases.model import Case, Cases


@dataclass(frozen=True)
class FiledCase:
    """A case, its facts, and where it stands."""

    case: Case
    facts: Facts
    document: Document
    place: Location

    def problem(self, message: Said, within: Location = ()) -> Problem:
        """A problem at this case, or at a place within it."""
        return self.document.problem((*self.place, *within), message)


def read_cases(knowledge: Knowledge, folder: Path) -> tuple[FiledCase, ...]:
    """The cases of all `*.yaml` files of a folder. Raises AdvisorError with every problem."""
    reading = _Reading(knowledge)
    paths = sorted(path for path in folder.glob("*.yaml") if not is_aside(path.name))
    if not paths:
        reading.problems.append(Problem(str(folder), None, said("cases.none")))
    found = [case for path in paths for case in reading.file(path)]
    if reading.problems:
        raise AdvisorError(reading.problems)
    return tuple(found)


class _Reading:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.problems: list[Problem] = []

    def file(self, path: Path) -> list[FiledCase]:
        try:
            document = read(path)
            model = fill(Cases, document, document.data)
        except AdvisorError as error:
            self.problems += error.problems
            return []
        return [
            self.case(case, document, ("cases", index)) for index, case in enumerate(model.cases)
        ]

    def case(self, case: Case, document: Document, at: Location) -> FiledCase:
        asked, expect = self.knowledge.vocabulary.asked, case.expect
        given: dict[str, Value | None] = {}
        for name, text in case.answers.items():
            place = (*at, "answers", name)
            if self.known(document, place, "facts.term", name, asked):
                value = parse_answer(asked[name], text)
                if isinstance(value, Said):
                    self.problems.append(document.problem(place, value))
                else:
                    given[name] = value
        at_expect = (*at, "expect")
        for index, step in enumerate(expect.steps or ()):
            place = (*at_expect, "steps", index)
            for name in (step.step, *(step.after or ()), *(step.unsure or ())):
                self.known(document, place, "check.step", name, self.knowledge.steps)
            if step.actor is not None:
                actors = [actor.name for actor in self.knowledge.vocabulary.actors]
                self.known(document, (*place, "actor"), "check.actor", step.actor, actors)
            self.rules(document, (*place, "reasons"), step.reasons or {})
            for rule in step.reason_urgencies or {}:
                at_rule = (*place, "reason_urgencies", rule)
                self.known(document, at_rule, "check.rule", rule, self.knowledge.rule)
        for part in ("contradictions", "undecided"):
            self.rules(document, (*at_expect, part), getattr(expect, part) or {})
        for name in expect.open or ():
            self.known(document, (*at_expect, "open"), "facts.term", name, asked)
        return FiledCase(case, facts_from(given), document, at)

    def rules(self, document: Document, at: Location, named: Mapping[str, tuple[str, ...]]) -> None:
        """Rules, and the terms given for each; a term may add the rule that decided it."""
        for rule, reads in named.items():
            place = (*at, rule)
            self.known(document, place, "check.rule", rule, self.knowledge.rule)
            for basis in reads:
                term, by, decider = basis.partition(" by ")
                self.known(document, place, "facts.term", term, self.knowledge.vocabulary.all)
                if by:
                    self.known(document, place, "check.rule", decider, self.knowledge.rule)

    def known(
        self, document: Document, at: Location, key: str, name: str, names: Iterable[str]
    ) -> bool:
        if name in names:
            return True
        problem = document.problem(at, said(key, name=name), did_you_mean(name, names))
        self.problems.append(problem)
        return False
