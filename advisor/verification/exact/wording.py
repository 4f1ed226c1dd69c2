"""Defects in words: where, what, what to do next."""

from advisor.common.errors import Problem
from advisor.common.language import said
from advisor.common.text import Text
from advisor.knowledge.knowledge import Knowledge
from advisor.verification.exact.defects import Defect, Subject


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
