"""Writes proposed cases as a case file, for a person to review."""

from typing import Any

import yaml

from advisor.advice.facts import Facts
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import written
from advisor.verification.cases.running import advised


class _Dumper(yaml.SafeDumper):
    """Indents lists, writes `yes` plain, and keeps short lists on their line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """List items stand under their key, indented."""
        super().increase_indent(flow, False)


_Dumper.add_representer(
    list,
    lambda dumper, items: dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=all(isinstance(i, str) for i in items)
    ),
)
_Dumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text)
)
_Dumper.yaml_implicit_resolvers = {}


def cases_yaml(knowledge: Knowledge, suite: tuple[dict[str, Value], ...]) -> str:
    """The whole case file."""
    content = {"cases": [_case(knowledge, answers) for answers in suite]}
    return yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96, indent=2
    )


def _case(knowledge: Knowledge, answers: dict[str, Value]) -> dict[str, Any]:
    ordered = {t: answers[t] for t in knowledge.vocabulary.asked if t in answers}
    expected = advised(knowledge, Facts(ordered))
    return {
        "name": _name(knowledge, ordered, expected),
        "answers": {term: written(value) for term, value in ordered.items()},
        "expect": {**expected, "steps": [_told(step) for step in expected["steps"]]},
    }


def _told(step: dict[str, Any]) -> dict[str, Any]:
    """A step without what follows from the rest: nothing is unsure while no rule is undecided,
    a single reason has the step's urgency, and a certain step leaves nothing to find out.
    """
    told = dict(step)
    if not step["unsure"]:
        del told["unsure"]
    if len(step["reasons"]) == 1:
        del told["reason_urgencies"]
    if not step["confirm"]:
        del told["certainty"], told["confirm"]
    return told


def _name(
    knowledge: Knowledge, answers: dict[str, Value], expected: dict[str, Any]
) -> dict[str, str]:
    """A sentence: what holds, and what follows."""
    steps = expected["steps"]
    first = knowledge.step_text(steps[0]["step"]) if steps else None
    held = [knowledge.term(term).sentence(value) for term, value in answers.items()]
    told = held if len(held) <= 3 else held[:3]
    return {
        lang: word(
            "cases.name-plan" if first else f"cases.name-{expected['status']}",
            lang,
            held="; ".join(text.to(lang) for text in told) or "-",
            known=len(answers),
            count=len(steps),
            first=first or "",
            undecided=len(expected["undecided"]),
        )
        for lang in LANGUAGES
    }
