"""Waivers: why a problem that exact verification finds is meant to be there."""

from typing import Literal

from advisor.common.text import Text
from advisor.knowledge.model import Model

DefectKind = Literal[
    "contradicts-everything",
    "impossible-answer",
    "dead-rule",
    "redundant-rule",
    "subsumed-rule",
    "exclusive-conclusions",
    "advised-though-done",
    "step-never-advised",
    "unreachable-prerequisites",
    "question-never-matters",
    "gap",
    "not-monotonic",
    "unused-waiver",
]


class Waiver(Model):
    """One kind of problem that is accepted here, and the reason."""

    problem: DefectKind
    reason: Text
