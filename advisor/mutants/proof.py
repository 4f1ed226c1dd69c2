"""The states in which a fault could be seen, where the structure of the base limits them.

Rules only ever gain knowledge: what applies on the answers of its cone applies whatever else is
known. A need for two rules to apply together can therefore be refuted on their cone alone.
"""

from dataclasses import replace

from advisor.advising import decider
from advisor.catalogue import Step
from advisor.evaluator import Evaluation, evaluate
from advisor.knowledge import Knowledge
from advisor.mutants.operators import Mutant
from advisor.mutants.space import cone, size, states
from advisor.phrase import Value
from advisor.ranking import rank
from advisor.relevance import needed, out_of_scope, still_open, undecided_terms
from advisor.rule import Outcome, Rule

MOST_STATES = 60_000
State = dict[str, Value]


def visible(knowledge: Knowledge, mutant: Mutant) -> list[State] | None:
    """States one of which any difference must extend; an empty list proves that there is none.

    None: the structure says nothing, or the states are too many to look at.
    """
    if isinstance(mutant.before, Step):
        if mutant.what in ("drop-after", "drop-done-by"):
            return _of_step(knowledge, mutant, mutant.before)
    elif isinstance(mutant.after, Rule) and _unread(knowledge, mutant.before, mutant.after):
        return []
    elif isinstance(mutant.after, Rule) and mutant.before.when != mutant.after.when:
        return _of_conclusion(knowledge, mutant, mutant.before)
    return None


def _unread(knowledge: Knowledge, before: Rule, after: Rule) -> bool:
    """Whether only the conclusion changed, between terms that no rule reads."""
    changed = {before.then.conclude, after.then.conclude}
    read = {term for rule in knowledge.rules for term in rule.reads}
    plain = {"conclude": None}
    same = before.then.model_copy(update=plain) == after.then.model_copy(update=plain)
    return before.when == after.when and same and len(changed) == 2 and not changed & read


def _of_conclusion(knowledge: Knowledge, mutant: Mutant, rule: Rule) -> list[State] | None:
    """For a rule that does nothing but conclude: where its term, decider or needs differ."""
    term = rule.then.conclude
    if term is None or rule.then.advise:
        return None
    other = mutant.knowledge(knowledge)
    supporters = (*knowledge.supporters[term], *other.supporters[term])
    terms = cone(knowledge, supporters)
    if size(knowledge, terms) > MOST_STATES:
        return None

    def came_to(base: Knowledge, state: State) -> tuple[object, ...]:
        evaluation = evaluate(base, state)
        value = evaluation.values.get(term)
        if value is None:
            return (None, sorted(needed(base, evaluation, term)))
        return (value, decider(base, evaluation, term))

    return [s for s in states(knowledge, terms) if came_to(knowledge, s) != came_to(other, s)]


def _of_step(knowledge: Knowledge, mutant: Mutant, step: Step) -> list[State] | None:
    """For each step that could be held up otherwise: the states in which it is, or may be."""
    earlier = step if mutant.what == "drop-done-by" else knowledge.steps[mutant.detail]
    fars = _later(knowledge, step.id) | ({step.id} if mutant.what == "drop-after" else set())
    found: list[State] = []
    for far in sorted(fars):
        states = _ranked_otherwise(knowledge, mutant, far)
        if states is None:
            states = _in_play(knowledge, step, earlier, far)
        if states is None:
            return None
        found += states
    return found


def _ranked_otherwise(knowledge: Knowledge, mutant: Mutant, far: str) -> list[State] | None:
    """The states of all that stands before a step in which its waiting or what is open differs."""
    chain = {far} | _earlier(knowledge, far)
    rules = tuple(rule for name in sorted(chain) for rule in knowledge.advisers[name])
    done = {knowledge.steps[name].done_by for name in chain} - {None}
    terms = tuple(sorted({*cone(knowledge, rules), *(name for name in done if name)}))
    if size(knowledge, terms) > MOST_STATES:
        return None
    base = _part(knowledge, terms)
    other = mutant.knowledge(base)

    def waits(steps: Knowledge, evaluation: Evaluation) -> tuple[object, ...]:
        plan = () if _stopped(base, evaluation) else rank(steps, evaluation)
        held = [(s.after, s.unsure) for s in plan if s.step == far]
        return (held, still_open(steps, evaluation).terms)

    return [
        state
        for state in states(knowledge, terms)
        if (found := evaluate(base, state)) and waits(base, found) != waits(other, found)
    ]


def _in_play(knowledge: Knowledge, step: Step, earlier: Step, far: str) -> list[State] | None:
    """The states in which `far` and a step on the other side of the fault are both in play."""
    nears = _earlier(knowledge, earlier.id) | ({earlier.id} if step is not earlier else set())
    found: list[State] = []
    for near in sorted(nears):
        names = (far, near, earlier.id)
        rules = tuple(rule for name in names for rule in knowledge.advisers[name])
        done = {earlier.done_by} if earlier.done_by else set()
        terms = tuple(sorted({*cone(knowledge, rules), *done}))
        if size(knowledge, terms) > MOST_STATES:
            return None
        base = _part(knowledge, terms)
        found += [
            state
            for state in states(knowledge, terms)
            if _together(base, state, (far, near), step, earlier)
        ]
    return found


def _part(knowledge: Knowledge, terms: tuple[str, ...]) -> Knowledge:
    """The base with only the rules that these answers alone can decide; quicker to evaluate."""
    known = set(terms)
    layers = tuple(
        tuple(rule for rule in layer if known.issuperset(cone(knowledge, (rule,))))
        for layer in knowledge.layers
    )
    return replace(knowledge, layers=layers)


def _together(
    knowledge: Knowledge, state: State, pair: tuple[str, str], step: Step, earlier: Step
) -> bool:
    """Whether `far` and `near` are in play and a search between them passes the fault.

    In play is what applies or still may: the open questions look at both, the ranking at the first.
    """
    far, near = pair
    evaluation = evaluate(knowledge, state)
    in_play = (Outcome.APPLIES, Outcome.UNDECIDED)
    if out_of_scope(knowledge, evaluation):
        return False
    if not all(_some(knowledge, evaluation, name, in_play) for name in pair):
        return False
    if far != step.id and step.id not in _reach(knowledge, evaluation, far):
        return False
    if near == earlier.id:
        return True
    if step is earlier:
        return _done(evaluation, step) or _asked_for_order_only(knowledge, evaluation, step)
    return not _done(evaluation, earlier)


def _asked_for_order_only(knowledge: Knowledge, evaluation: Evaluation, step: Step) -> bool:
    """Whether it is not known if the step is done and no rule that advises it asks for that."""
    if step.done_by is None or evaluation.values.get(step.done_by) is not None:
        return False
    undecided = (
        rule
        for rule in knowledge.advisers[step.id]
        if evaluation.outcomes[rule.id] is Outcome.UNDECIDED
    )
    return not any(step.done_by in undecided_terms(rule, evaluation) for rule in undecided)


def _reach(knowledge: Knowledge, evaluation: Evaluation, step: str) -> set[str]:
    """The steps before this one, looking past those that are not known to be done."""
    found = set(knowledge.steps[step].after)
    for earlier in tuple(found):
        if not _done(evaluation, knowledge.steps[earlier]):
            found |= _reach(knowledge, evaluation, earlier)
    return found


def _done(evaluation: Evaluation, step: Step) -> bool:
    return step.done_by is not None and evaluation.values.get(step.done_by) is True


def _some(
    knowledge: Knowledge, evaluation: Evaluation, step: str, wanted: tuple[Outcome, ...]
) -> bool:
    return any(evaluation.outcomes[rule.id] in wanted for rule in knowledge.advisers[step])


def _stopped(knowledge: Knowledge, evaluation: Evaluation) -> bool:
    """Whether the answers contradict each other or are out of scope, so that no plan is shown."""
    ending = (rule for rule in knowledge.rules if rule.kind != "inference")
    return any(evaluation.outcomes[rule.id] is Outcome.APPLIES for rule in ending)


def _earlier(knowledge: Knowledge, step: str) -> set[str]:
    direct = set(knowledge.steps[step].after)
    return direct.union(*(_earlier(knowledge, name) for name in direct))


def _later(knowledge: Knowledge, step: str) -> set[str]:
    return {name for name in knowledge.steps if step in _earlier(knowledge, name)}
