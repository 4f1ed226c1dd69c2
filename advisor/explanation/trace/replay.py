"""A run of the engine as a row of states, each complete and immutable."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from advisor.advice.advice import Advice
from advisor.advice.consultation import advise_with_run
from advisor.advice.facts import Facts
from advisor.inference.engine import Engine, Firing, Run
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome

SCHEMA = "trace/1"
Activation = tuple[str, int]


@dataclass(frozen=True, slots=True)
class State:
    """The engine between two firings.

    `index` counts the firings so far and `last` is the latest of them. `memory` is the working
    memory in order of arrival; `agenda` the waiting activations, next first, as (name, salience);
    `outcomes` what the rules have come to so far; `decided` those that the last firing settled.
    """

    index: int
    memory: tuple[tuple[str, Value], ...]
    agenda: tuple[Activation, ...]
    last: Firing | None = None
    decided: tuple[tuple[str, Outcome], ...] = ()
    outcomes: tuple[tuple[str, Outcome], ...] = ()


@dataclass(frozen=True)
class Replay:
    """One consultation's run: its states from before the first firing to after the last."""

    knowledge: Knowledge
    advice: Advice
    run: Run
    states: tuple[State, ...]

    @property
    def firings(self) -> tuple[Firing, ...]:
        """Every firing in order."""
        return tuple(self.run.firings)

    def as_json(self) -> dict[str, Any]:
        """`trace/1`: the initial state, then each firing with what it added and left waiting."""
        start, *rest = self.states
        return {
            "schema": SCHEMA,
            "knowledge": self.advice.knowledge.as_json(),
            "pd": self.advice.pd,
            "memory": dict(start.memory),
            "agenda": _agenda_json(start),
            "firings": [_firing_json(state) for state in rest],
            "status": self.advice.status,
            "steps": [step.step for step in self.advice.steps],
            "steps_unless_done": [
                step.step for step in self.advice.steps if step.certainty == "unless-done"
            ],
        }


def replay(engine: Engine, facts: Facts) -> Replay:
    """Run a consultation and keep its states.

    Raises DisagreementError when engine and evaluator differ.
    """
    advice, run = advise_with_run(engine, facts)
    return Replay(engine.knowledge, advice, run, tuple(_states(engine.knowledge, advice, run)))


def _states(knowledge: Knowledge, advice: Advice, run: Run) -> Iterator[State]:
    agendas = [*_agendas(run), ()]
    state = State(0, tuple(advice.answers.items()), agendas[0])
    yield state
    for index, firing in enumerate(run.firings, start=1):
        decided = _decided(knowledge, run, firing, dict(state.outcomes))
        state = State(
            index=index,
            memory=(*state.memory, *firing.added),
            agenda=agendas[index],
            last=firing,
            decided=decided,
            outcomes=(*state.outcomes, *decided),
        )
        yield state


def _agendas(run: Run) -> Iterator[tuple[Activation, ...]]:
    """The agenda before each firing: the firing itself, then what was waiting while it fired.

    A rule with `any` lines has an activation for each line that holds. The first one fires and
    the others then do nothing, so a rule is shown once.
    """
    for firing in run.firings:
        waiting = dict.fromkeys(name for name, _ in firing.agenda if name != firing.name)
        salience = dict(reversed(firing.agenda))
        yield ((firing.name, firing.salience), *((name, salience[name]) for name in waiting))


def _decided(
    knowledge: Knowledge, run: Run, firing: Firing, known: dict[str, Outcome]
) -> tuple[tuple[str, Outcome], ...]:
    """A rule that fires applies; a closing settles the rest of its layer."""
    if firing.kind == "rule":
        return ((firing.name, Outcome.APPLIES),)
    layer = knowledge.layers[layer_of(firing) - 1]
    return tuple((rule.id, run.outcomes[rule.id]) for rule in layer if rule.id not in known)


def layer_of(firing: Firing) -> int:
    """The number, from 1, of the layer that a closing closes."""
    return int(firing.name.rpartition("-")[2])


def _agenda_json(state: State) -> list[dict[str, Any]]:
    return [{"name": name, "salience": salience} for name, salience in state.agenda]


def _firing_json(state: State) -> dict[str, Any]:
    assert state.last
    return {
        "index": state.index,
        "kind": state.last.kind,
        "name": state.last.name,
        "salience": state.last.salience,
        "added": dict(state.last.added),
        "outcomes": {rule: outcome.value for rule, outcome in state.decided},
        "agenda": _agenda_json(state),
    }
