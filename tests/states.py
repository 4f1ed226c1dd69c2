"""Random PDs: hypothesis strategies and seeded samples of answers."""

from random import Random

from hypothesis import strategies as st

from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load
from advisor.knowledge.phrase import Value
from advisor.knowledge.vocabulary import Term

NUMBERS = (0, 1, 2, 99)


def sample_values(term: Term) -> tuple[Value, ...]:
    """Values that stand on either side of every boundary a rule could draw."""
    return NUMBERS if term.type == "number" else term.values


def partial_answers() -> st.SearchStrategy[dict[str, Value]]:
    """Any subset of the asked terms, with any values."""
    terms = load().vocabulary.asked.values()
    each = {t.name: st.none() | st.sampled_from(sample_values(t)) for t in terms}
    drawn = st.fixed_dictionaries(each)
    return drawn.map(lambda answers: {t: v for t, v in answers.items() if v is not None})


def random_answers(knowledge: Knowledge, random: Random, known: float = 1.0) -> dict[str, Value]:
    """One random PD; each answer is known with probability `known`."""
    terms = knowledge.vocabulary.asked.values()
    return {t.name: random.choice(sample_values(t)) for t in terms if random.random() < known}


def contradictory(knowledge: Knowledge, answers: dict[str, Value]) -> bool:
    evaluation = evaluate(knowledge, answers)
    return any(
        evaluation.outcomes[r.id] == "applies" for r in knowledge.rules if r.kind == "contradiction"
    )


def consistent_answers(knowledge: Knowledge, random: Random) -> dict[str, Value]:
    """A random complete PD whose answers can all be true: terms at odds are drawn again."""
    answers = random_answers(knowledge, random)
    while True:
        evaluation = evaluate(knowledge, answers)
        wrong = [
            rule
            for rule in knowledge.rules
            if rule.kind == "contradiction" and evaluation.outcomes[rule.id] == "applies"
        ]
        if not wrong:
            return answers
        for rule in wrong:
            for term in rule.reads:
                answers[term] = random.choice(sample_values(knowledge.vocabulary.asked[term]))
