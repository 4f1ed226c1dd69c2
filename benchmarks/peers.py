"""The same rule base in other engines, each as its manuals write rules, and our own executions.

A peer is built once from a Knowledge and then asked for one PD after another which rules apply.
None of the others has three values: each treats what is not asserted as not so. They are therefore
compared on complete answers, where that is no difference.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from straight import straight

from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Phrase, Value
from advisor.knowledge.rule import Condition, Outcome, Rule
from benchmarks.compiled import compiled

Answers = Mapping[str, Value]
APPLIES = Outcome.APPLIES
Ask = Callable[[Answers], set[str]]
"""One consultation: complete answers in, the ids of the rules that apply out."""


def experta_usual(knowledge: Knowledge) -> Ask:
    """experta as its manual writes rules: one `Fact` class, `NOT` for what must not be so."""
    from advisor.inference.experta_import import experta

    derived = {term.name for term in knowledge.vocabulary.derived}
    fired: set[str] = set()

    def line(condition: Condition) -> Any:
        pattern = experta.Fact(**{condition.term: _experta_test(experta, condition.phrase)})
        if condition.term in derived and condition.phrase.allowed == (False,):
            pattern = experta.NOT(experta.Fact(**{condition.term: True}))
            return experta.Fact(**{condition.term: True}) if condition.part == "unless" else pattern
        return experta.NOT(pattern) if condition.part == "unless" else pattern

    def production(rule: Rule) -> Any:
        def fire(engine: Any, **_: Any) -> None:
            fired.add(rule.id)
            if rule.then.conclude:
                engine.declare(experta.Fact(**{rule.then.conclude: True}))

        fire.__name__ = rule.id
        patterns = [line(condition) for condition in rule.required]
        if rule.alternatives:
            patterns.append(experta.OR(*map(line, rule.alternatives)))
        return experta.Rule(*patterns)(fire)

    body = {rule.id: production(rule) for rule in knowledge.rules}
    network = type("Usual", (experta.KnowledgeEngine,), body)()

    def ask(answers: Answers) -> set[str]:
        fired.clear()
        network.reset()
        network.declare(*(experta.Fact(**{term: value}) for term, value in answers.items()))
        network.run()
        return set(fired)

    return ask


def _experta_test(experta: Any, phrase: Phrase) -> Any:
    if len(phrase.allowed) == 1:
        return phrase.allowed[0]
    return experta.P(lambda value: phrase.holds(value))


def clips(knowledge: Knowledge) -> Ask:
    """CLIPS through clipspy: one template a term, a layer a salience, `not` on the closed world."""
    import clips as library

    environment = library.Environment()
    environment.build("(defglobal ?*fired* = (create$))")
    for term in knowledge.vocabulary.all:
        environment.build(f"(deftemplate {term} (slot is))")
    for level, layer in enumerate(knowledge.layers):
        for rule in layer:
            environment.build(_clips_rule(knowledge, rule, -level))
    fired = environment.find_global("fired")
    template = {term: environment.find_template(term) for term in knowledge.vocabulary.asked}
    symbol = {text: library.Symbol(text) for text in _texts(knowledge)}

    def ask(answers: Answers) -> set[str]:
        environment.reset()
        for term, value in answers.items():  # Five times faster than `load_facts` on text.
            text = _clips_value(value)
            template[term].assert_fact(**{"is": symbol.get(text, value)})
        environment.run()
        return {str(name) for name in fired.value}

    return ask


def _texts(knowledge: Knowledge) -> set[str]:
    terms = [term for term in knowledge.vocabulary.terms if term.type != "number"]
    return {_clips_value(value) for term in terms for value in term.values}


def _clips_rule(knowledge: Knowledge, rule: Rule, salience: int) -> str:
    lines = [_clips_line(knowledge, condition) for condition in rule.required]
    if rule.alternatives:
        either = " ".join(_clips_line(knowledge, condition) for condition in rule.alternatives)
        # `exists`: one firing however many alternatives hold, as in the other engines.
        lines.append(f"(exists (or {either}))" if len(rule.alternatives) > 1 else either)
    conclude = f"(assert ({rule.then.conclude} (is yes)))" if rule.then.conclude else ""
    noted = f"(bind ?*fired* (create$ ?*fired* {rule.id}))"
    head = f"(defrule {rule.id} (declare (salience {salience}))"
    return f"{head} {' '.join(lines)} => {noted} {conclude})"


def _clips_line(knowledge: Knowledge, condition: Condition) -> str:
    asked = condition.term in knowledge.vocabulary.asked
    phrase, negated = condition.phrase, condition.part == "unless"
    if not asked and phrase.allowed == (False,):
        return f"({condition.term} (is yes))" if negated else f"(not ({condition.term} (is yes)))"
    pattern = f"({condition.term} (is {_clips_test(condition.term, phrase)}))"
    return f"(not {pattern})" if negated else pattern


def _clips_test(term: str, phrase: Phrase) -> str:
    if not phrase.is_range:
        return "|".join(_clips_value(value) for value in phrase.allowed)
    edges = [] if phrase.low is None else [f":(>= ?{term} {phrase.low})"]
    edges += [] if phrase.high is None else [f":(<= ?{term} {phrase.high})"]
    return "&".join([f"?{term}", *edges])


def _clips_value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def zen(knowledge: Knowledge) -> Ask:
    """zen-engine: a decision graph with an expression node for each layer and its conclusions."""
    import zen as library

    names = {rule.id.replace("-", "_"): rule.id for rule in knowledge.rules}
    decision = library.ZenEngine().create_decision(json.dumps(_zen_graph(knowledge)))

    def ask(answers: Answers) -> set[str]:
        result = decision.evaluate(dict(answers))["result"]
        return {rule for name, rule in names.items() if result[name]}

    return ask


def _zen_graph(knowledge: Knowledge) -> dict[str, Any]:
    stages = list(_zen_stages(knowledge))
    kinds = ["inputNode", *["expressionNode"] * len(stages), "outputNode"]
    nodes = [_node(str(n), kind) for n, kind in enumerate(kinds)]
    for node, stage in zip(nodes[1:-1], stages, strict=True):
        expressions = [{"id": key, "key": key, "value": value} for key, value in stage.items()]
        node["content"] = {"expressions": expressions, "passThrough": True}
    edges = [
        {"id": f"e{n}", "type": "edge", "sourceId": str(n), "targetId": str(n + 1)}
        for n in range(len(nodes) - 1)
    ]
    return {"nodes": nodes, "edges": edges}


def _node(name: str, kind: str) -> dict[str, Any]:
    return {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}}


def _zen_stages(knowledge: Knowledge) -> Iterator[dict[str, str]]:
    for layer, decided in zip(knowledge.layers, knowledge.decided_at, strict=True):
        yield {rule.id.replace("-", "_"): _zen_rule(rule) for rule in layer}
        if decided:
            supporters = {term: knowledge.supporters[term] for term in decided}
            yield {
                term: " or ".join(rule.id.replace("-", "_") for rule in rules)
                for term, rules in supporters.items()
            }


def _zen_rule(rule: Rule) -> str:
    lines = [_zen_line(condition) for condition in rule.required]
    if rule.alternatives:
        lines.append("(" + " or ".join(map(_zen_line, rule.alternatives)) + ")")
    return " and ".join(lines) or "true"


def _zen_line(condition: Condition) -> str:
    phrase, term = condition.phrase, condition.term
    if phrase.is_range:
        edges = [] if phrase.low is None else [f"{term} >= {phrase.low}"]
        edges += [] if phrase.high is None else [f"{term} <= {phrase.high}"]
        test = " and ".join(edges)
    else:
        test = " or ".join(f"{term} == {json.dumps(value)}" for value in phrase.allowed)
    return f"not ({test})" if condition.part == "unless" else f"({test})"


def ours_engine(knowledge: Knowledge) -> Ask:
    """Our engine on experta, with its trace."""
    from advisor.inference.engine import Engine

    engine = Engine(knowledge)
    return lambda answers: _applying(engine.trace(answers).outcomes)


def ours_evaluator(knowledge: Knowledge) -> Ask:
    """The evaluator: the specification, interpreted rule by rule."""
    return lambda answers: _applying(evaluate(knowledge, answers).outcomes)


def ours_compiled(knowledge: Knowledge) -> Ask:
    """The evaluator compiled to one Python function."""
    run = compiled(knowledge)
    return lambda answers: _applying(run(answers).outcomes)


def straight_line(knowledge: Knowledge) -> Ask:
    """Straight-line Python."""
    judge = straight(knowledge)
    return lambda answers: {
        rule for rule, outcome in judge(answers).items() if outcome == "applies"
    }


def _applying(outcomes: Mapping[str, Outcome]) -> set[str]:
    return {rule for rule, outcome in outcomes.items() if outcome is APPLIES}


PEERS: dict[str, Callable[[Knowledge], Ask]] = {
    "experta, as usually written": experta_usual,
    "engine (experta, with trace)": ours_engine,
    "clipspy (CLIPS)": clips,
    "zen-engine": zen,
    "straight-line Python": straight_line,
    "evaluator": ours_evaluator,
    "evaluator, compiled": ours_compiled,
}
