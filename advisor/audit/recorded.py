"""A recorded advice as an Advice again, to be shown by the same renderings as a fresh one."""

from typing import Any

from advisor.advice.advice import (
    Advice,
    AdvisedStep,
    Because,
    Contradiction,
    Finding,
    Reason,
    Undecided,
)
from advisor.common.text import Text

Json = dict[str, Any]


def advice_from_json(content: Json) -> Advice:
    """The Advice whose `as_json` gave this."""
    return Advice(
        status=content["status"],
        version=content["knowledge"]["version"],
        digest=content["knowledge"]["digest"],
        name=content["pd"].get("name"),
        answers=content["answers"],
        findings=tuple(Finding(**item) for item in content["findings"]),
        steps=tuple(_step(step) for step in content["steps"]),
        undecided=tuple(Undecided(i["rule"], tuple(i["needs"])) for i in content["undecided"]),
        contradictions=tuple(
            Contradiction(i["rule"], tuple(i["terms"]), Text(**i["message"]))
            for i in content["contradictions"]
        ),
        message=Text(**content["message"]) if content["message"] else None,
        relevant=tuple(content["relevant"]),
        fired=tuple(content["fired"]),
    )


def _step(step: Json) -> AdvisedStep:
    return AdvisedStep(
        rank=step["rank"],
        step=step["step"],
        text=Text(**step["text"]),
        detail=Text(**step["detail"]),
        actor=step["actor"],
        urgency=step["urgency"],
        unlocks=step["unlocks"],
        after=tuple(step["after"]),
        unsure=tuple(step["unsure"]),
        alternatives=step["alternatives"],
        sources=tuple(step["sources"]),
        reasons=tuple(_reason(reason) for reason in step["reasons"]),
        certainty=step.get("certainty", "certain"),
        confirm=tuple(step.get("confirm", ())),
    )


def _reason(reason: Json) -> Reason:
    return Reason(
        rule=reason["rule"],
        title=Text(**reason["title"]),
        why=Text(**reason["why"]),
        urgency=reason["urgency"],
        sources=tuple(reason["sources"]),
        because=tuple(Because(i["term"], i["value"], i["from"]) for i in reason["because"]),
    )
