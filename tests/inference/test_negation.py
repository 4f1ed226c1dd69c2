"""experta's agenda is wrong about negations of equal salience; ours must not be."""

from dataclasses import replace

from advisor.inference.engine import Engine
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import layered
from advisor.knowledge.rule import Rule
from advisor.knowledge.vocabulary import Term, Vocabulary

TEXT = {"id": "x", "en": "x"}
RULES = 20


def _rule(number: int, when: dict, conclude: str) -> Rule:
    return Rule.model_validate(
        {
            "id": f"TST-{number:03}", "title": TEXT, "status": "active", "since": "1.0.0",
            "why": TEXT, "sources": ["proses/1"], "when": when, "then": {"conclude": conclude},
            "examples": [],
        }
    )  # fmt: skip


def _knowledge(knowledge, twist: int):
    """Twenty rules of one layer, each `unless` a finding of the layer before."""
    asked = [
        Term(name=f"a{n}", topic="profile", label=TEXT, holds=TEXT, fails=TEXT)
        for n in range(RULES)
    ]
    names = [f"base{n}" for n in range(RULES)] + [f"not{n}" for n in range(RULES)]
    derived = [
        Term(name=name, topic="profile", label=TEXT, holds=TEXT, fails=TEXT) for name in names
    ]
    rules = []
    for n in range(RULES):
        rules.append(_rule(n, {"all": {f"a{n}": "yes"}}, f"base{n}"))
        rules.append(_rule(100 + n, {"unless": {f"base{(n + twist) % RULES}": "yes"}}, f"not{n}"))
    vocabulary = Vocabulary(
        version="1.0.0",
        title=knowledge.vocabulary.title,
        topics=(),
        terms=tuple(asked),
        derived=tuple(derived),
        actors=(),
    )
    return replace(knowledge, vocabulary=vocabulary, layers=layered(rules)[0], inactive=())


def test_twenty_engines_with_twenty_equal_layer_negations_fire_nothing_falsely(knowledge):
    for twist in range(20):
        small = _knowledge(knowledge, twist)
        engine = Engine(small)
        for bits in (0, 1, 0b1010101010, (1 << RULES) - 1, 0x5A5A5 + twist):
            answers = {f"a{n}": bool(bits >> n & 1) for n in range(RULES)}
            run = engine.run(answers)
            assert run == evaluate(small, answers)
            for n in range(RULES):
                assert run.values[f"not{n}"] is not run.values[f"base{(n + twist) % RULES}"]


def test_an_unknown_negation_is_not_concluded(knowledge):
    small = _knowledge(knowledge, 1)
    assert evaluate(small, {}).values == {}
    assert Engine(small).run({}).values == {}
