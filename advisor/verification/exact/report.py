"""A Verification as text, as JSON, and as facts files that `advisor advise` opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import write_atomically
from advisor.common.language import LANGUAGES, Language, said
from advisor.common.messages import describe, problem_json, put, word
from advisor.common.text import Text
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import written
from advisor.verification.exact.deep import Verification
from advisor.verification.exact.defects import Defect, Example, Subject


def problem_of(knowledge: Knowledge, defect: Defect) -> Problem:
    """A defect as a problem at the file and line of its first subject."""
    where, line = place_of(knowledge, defect.subjects[0])
    rules = tuple(name for kind, name in defect.subjects if kind == "rule")
    message = said(
        f"verify.{defect.kind}",
        name=defect.subject,
        title=title_of(knowledge, defect.subjects[0]),
        rules=rules,
        others=defect.others,
        step=knowledge.rule[rules[0]].then.advise if rules else "",
    )
    return Problem(where, line, message, said(f"verify.todo-{defect.kind}"))


def place_of(knowledge: Knowledge, subject: Subject) -> tuple[str, int | None]:
    """File and line; the name alone for knowledge that was not read from files."""
    return knowledge.places.get(subject, (subject[1], None))


def title_of(knowledge: Knowledge, subject: Subject) -> Text:
    """What the subject is called in the plan, the questionnaire or the list of rules."""
    kind, name = subject
    match kind:
        case "rule":
            return knowledge.rule[name].title
        case "step":
            return knowledge.step_text(name)
        case "term":
            return knowledge.term(name).label
        case _:
            return Text(id=name, en=name)


SCHEMA = "verification/1"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of the examples, and the knowledge base to open them with, if not the shipped."""

    folder: Path
    base: Path | None = None

    def path(self, defect: Defect) -> Path:
        """The file of a defect's example; different for each defect."""
        names = [defect.kind, defect.subject]
        if defect.kind in ("exclusive-conclusions", "impossible-answer"):
            names += defect.others
        return self.folder / ("-".join(names) + ".yaml")

    def command(self, defect: Defect, example: Example) -> str:
        """The command that shows the defect on its example."""
        options = [f"--set {term}={value}" for term, value in _change(example).items()]
        options += [f"--knowledge {self.base}"] if self.base else []
        return " ".join(["advisor advise", str(self.path(defect)), *options])


def lines_of(
    verification: Verification, language: Language, shelf: Shelf | None = None
) -> Iterator[str]:
    """The report for a person, line by line; with the commands that open the examples, if kept."""
    knowledge = verification.knowledge
    for defect, example in zip(verification.problems, verification.examples, strict=True):
        yield describe(problem_of(knowledge, defect), language)
        yield from (f"    {line}" for line in _shown(defect, example, language, shelf))
    for defect, reason in verification.waived:
        problem = problem_of(knowledge, defect)
        told = put(problem.message, language)
        yield word("verify.waived", language, place=problem.place, message=told, reason=reason)
    yield word(
        "verify.bad" if verification.problems else "verify.good",
        language,
        problems=len(verification.problems),
        waived=len(verification.waived),
        power=len(str(verification.combinations)) - 1,
    )
    if verification.problems and not shelf:
        yield word("verify.keep", language)


def json_of(verification: Verification) -> dict[str, Any]:
    """The report for a program (`verification/1`); texts in both languages."""
    found = zip(verification.problems, verification.examples, strict=True)
    return {
        **json_of_loaded(verification.knowledge),
        "combinations": verification.combinations,
        "problems": [
            {**_defect(verification, defect), "example": _example(example)}
            for defect, example in found
        ],
        "waived": [
            {**_defect(verification, defect), "reason": reason.as_json()}
            for defect, reason in verification.waived
        ],
    }


def json_of_loaded(knowledge: Knowledge) -> dict[str, Any]:
    """The same form for a base that was loaded without any problem, and not verified."""
    return {"schema": SCHEMA, "knowledge": knowledge.edition, "problems": [], "waived": []}


def json_of_error(error: AdvisorError) -> dict[str, Any]:
    """The same form for a base that cannot even be loaded, a cycle for instance."""
    problems = [
        {"kind": problem.message.key, **problem_json(problem)} for problem in error.problems
    ]
    return {"schema": SCHEMA, "problems": problems, "waived": []}


def write_examples(verification: Verification, shelf: Shelf) -> int:
    """Write one facts file for each problem that a PD can show; returns how many.

    Raises AdvisorError when the folder cannot be made or written to.
    """
    try:
        shelf.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = said("files.cannot-write", reason=os_errors.reason(error))
        raise AdvisorError([Problem(str(shelf.folder), None, reason)]) from error
    found = zip(verification.problems, verification.examples, strict=True)
    pairs = [(defect, example) for defect, example in found if example]
    for defect, example in pairs:
        write_atomically(shelf.path(defect), _facts_file(verification, defect, example, shelf))
    return len(pairs)


def _facts_file(verification: Verification, defect: Defect, example: Example, shelf: Shelf) -> str:
    """A facts file; its comments tell, in both languages, what it shows and how to see it."""
    problem = problem_of(verification.knowledge, defect)
    told = [f"# {describe(problem, language)}" for language in LANGUAGES]
    answers = [f"  {term}: {value}" for term, value in _answers(example).items()]
    body = ["answers:", *answers] if answers else ["answers: {}"]
    return "\n".join([*told, f"# {shelf.command(defect, example)}", *body]) + "\n"


def _shown(
    defect: Defect, example: Example | None, language: Language, shelf: Shelf | None
) -> Iterator[str]:
    if example:
        answers = tuple(f"{term}: {value}" for term, value in _answers(example).items())
        change = tuple(f"{term}: {value}" for term, value in _change(example).items())
        key = "verify.example-change" if change else "verify.example"
        none = word("verify.no-answers", language)
        yield word(key, language, answers=answers or none, change=change)
        yield from [shelf.command(defect, example)] if shelf else []


def _answers(example: Example) -> dict[str, str]:
    return {term: written(value) for term, value in example.answers.items()}


def _change(example: Example) -> dict[str, str]:
    return {example.change[0]: written(example.change[1])} if example.change else {}


def _defect(verification: Verification, defect: Defect) -> dict[str, Any]:
    return {
        "kind": defect.kind,
        "subjects": [{"type": kind, "name": name} for kind, name in defect.subjects],
        "others": list(defect.others),
        **problem_json(problem_of(verification.knowledge, defect)),
    }


def _example(example: Example | None) -> dict[str, Any] | None:
    return {"answers": _answers(example), "change": _change(example)} if example else None
