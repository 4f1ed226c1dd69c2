"""Which sides of a line no case could ever cover, by proof over all answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from advisor.knowledge.knowledge import Knowledge
from advisor.verification.cases.coverage import Side
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode, line_name
from advisor.verification.exact.solver import Atom, Solver, atom


@dataclass(frozen=True, slots=True)
class Uncoverable:
    """A side that never matters; `because` names the rules that end each such consultation.

    Without any, the rule's other lines leave no room for it.
    """

    side: Side
    because: tuple[str, ...]


def uncoverable(knowledge: Knowledge, missing: Iterable[Side]) -> tuple[Uncoverable, ...]:
    """Those of the sides that no consultation can show to matter.

    Raises AdvisorError when clingo (the extra `verify`) is not installed.
    """
    missing = tuple(missing)
    if not missing:
        return ()
    facts = encode(knowledge, Domains(knowledge))
    solver = Solver(facts, ["advice", "matters"], home="advisor.verification.mutants")
    ending = {rule.id: rule for rule in knowledge.rules if rule.kind != "inference"}
    found = []
    for side in missing:
        silent = [atom("silent", name) for name in ending if _ends(ending[name].kind, side)]
        if not solver.possible((_matters(side), *silent)):
            core = solver.excluding(silent, (_matters(side),))
            found.append(Uncoverable(side, tuple(str(item[1][0]) for item in core)))
    return tuple(found)


def _matters(side: Side) -> Atom:
    line = line_name(side.rule, side.rule.conditions.index(side.line))
    return atom("alone", side.rule.id, line, "yes" if side.holds else "no")


def _ends(kind: str, side: Side) -> bool:
    """Whether a rule of this kind, if it applies, keeps the side from being seen."""
    stronger = {"inference": ("contradiction", "out-of-scope"), "contradiction": ("out-of-scope",)}
    return kind in stronger.get(side.rule.kind, ())
