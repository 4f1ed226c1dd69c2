"""The solver behind exact verification: clingo, asked about one program many times."""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

Atom = tuple[str, tuple[str | int, ...]]
"""An atom by name and arguments: text stands for a string constant, a number for itself."""


def atom(name: str, *arguments: str | int) -> Atom:
    """Name an atom."""
    return name, arguments


class Solver:
    """One ground program; each question assumes some of its atoms.

    `parts` names files of the package `home`; `extra` is added to them. Raises AdvisorError when
    clingo is not installed.
    """

    def __init__(
        self,
        facts: str,
        parts: Sequence[str],
        extra: str = "",
        home: str = "advisor.verification.exact",
    ) -> None:
        self.clingo = _clingo()
        self._symbols: dict[Atom, Any] = {}
        self.control = self.clingo.Control(
            ["--warn=none", "--opt-mode=opt", "--configuration=frumpy"]
        )
        sources = (files(home).joinpath(f"{part}.lp") for part in parts)
        self.control.add("base", [], "\n".join([facts, *(s.read_text() for s in sources), extra]))
        self.control.ground([("base", [])])

    def model(self, assumed: Iterable[Atom]) -> frozenset[Atom] | None:
        """The atoms of a world in which all assumed atoms hold, or None if there is none.

        When the program minimises something, the world is a best one.
        """
        best = None
        with self.control.solve(assumptions=self._literals(assumed), yield_=True) as answers:
            for answer in answers:
                best = answer.symbols(atoms=True)
        return None if best is None else frozenset(_atom(symbol) for symbol in best)

    def possible(self, assumed: Iterable[Atom]) -> bool:
        """Whether there is a world in which all assumed atoms hold."""
        return bool(self.control.solve(assumptions=self._literals(assumed)).satisfiable)

    def impossible(self, goals: Iterable[Atom], assumed: Sequence[Atom] = ()) -> list[Atom]:
        """The goals that hold in no world in which the assumed atoms hold.

        Each world found settles every goal that holds in it, so few questions are asked.
        """
        open_goals = dict.fromkeys(goals)
        never = []
        while open_goals:
            goal = next(iter(open_goals))
            del open_goals[goal]
            literals = self._literals((goal, *assumed))
            with self.control.solve(assumptions=literals, yield_=True) as answers:
                answer = next(iter(answers), None)
                if answer is None:
                    never.append(goal)
                else:
                    held = [g for g in open_goals if answer.contains(self._symbol(g))]
                    for settled in held:
                        del open_goals[settled]
        return never

    def excluding(self, goals: Sequence[Atom], assumed: Sequence[Atom] = ()) -> tuple[Atom, ...]:
        """Of goals that cannot all hold together, a part of which none can be left out."""
        left = list(goals)
        for goal in goals:
            fewer = [other for other in left if other != goal]
            if not self.possible((*fewer, *assumed)):
                left = fewer
        return tuple(left)

    def _literals(self, assumed: Iterable[Atom]) -> list[tuple[Any, bool]]:
        return [(self._symbol(item), True) for item in assumed]

    def _symbol(self, item: Atom) -> Any:
        if item not in self._symbols:
            make = {str: self.clingo.String, int: self.clingo.Number}
            arguments = [make[type(value)](value) for value in item[1]]
            self._symbols[item] = self.clingo.Function(item[0], arguments)
        return self._symbols[item]


def _atom(symbol: Any) -> Atom:
    return symbol.name, tuple(_argument(argument) for argument in symbol.arguments)


def _argument(symbol: Any) -> str | int:
    match symbol.type.name:
        case "String":
            return str(symbol.string)
        case "Number":
            return int(symbol.number)
        case _:
            return str(symbol)


def _clingo() -> Any:
    try:
        import clingo
    except ImportError as error:
        raise AdvisorError([Problem("clingo", None, said("verify.no-clingo"))]) from error
    return clingo
