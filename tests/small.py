"""Rule bases so small that every state of their answers can be looked at."""

from itertools import product
from random import Random

from advisor.knowledge.declarations import Wording
from advisor.knowledge.rule import URGENCIES
from advisor.knowledge.vocabulary import Choice, Term
from advisor.verification.mutants.verdict import values
from tests.drafts import Draft, text, yes_no

PHRASES = {
    "yes-no": ("yes", "no"),
    "number": ("at least 1", "at most 1", "more than 1", "less than 3", "between 1 and 2"),
    "choice": ("low", "high", "one of low, mid"),
}


def small_base(random: Random):
    """Three yes-no questions, a number or a choice; three findings in a chain; four steps.

    Some steps share the answer that says they are done, some have none; now and then no rule reads
    the third question, a rule ends the consultation, and a wording follows an answer.
    """
    draft = Draft(actors=("a", "b"))
    draft.terms = [yes_no(name) for name in ("p", "q", "r")]
    draft.terms.append(_fourth(random))
    readable = [term.name for term in draft.terms if term.name != "r" or random.random() < 0.5]
    for name in ("d0", "d1", "d2"):
        draft.derived.append(yes_no(name))
        for _ in range(random.choice((1, 1, 2))):
            draft.rule(_when(random, draft, readable), {"conclude": name})
        readable.append(name)
    draft.wordings = [Wording(name="w", term="r", values={"yes": text("x")}, otherwise=text("y"))]
    for n in range(4):
        earlier = [step.id for step in draft.steps]
        after = tuple(random.sample(earlier, random.randint(0, min(2, len(earlier)))))
        done_by = random.choice(("p", "q", "r", None))
        words = random.choice(("do", "do", "do {w}"))
        draft.step(f"s{n}", done_by, after, words, _freed(random, after, readable))
        for _ in range(random.choice((1, 1, 2))):
            then = {"advise": f"s{n}", "urgency": random.choice(URGENCIES)}
            names = list(readable)
            if random.random() < 0.2:
                then["conclude"] = "d2"
                names.remove("d2")
            draft.rule(_when(random, draft, names), then)
    if random.random() < 0.6:
        draft.rule(_when(random, draft, readable[:4]) or {"all": {"p": "yes"}}, {}, "contradiction")
    if random.random() < 0.4:
        draft.rule(_when(random, draft, readable[:4]) or {"all": {"q": "no"}}, {}, "out-of-scope")
    random.shuffle(draft.rules)
    for number, rule in enumerate(draft.rules, start=1):
        draft.rules[number - 1] = rule.model_copy(update={"id": f"RND-{number:03}"})
    return draft.base()


def _freed(random, after, names):
    """Lines that free the step from some of its prerequisites."""
    phrases = [name for name in names if name != "n"]
    return {
        earlier: {name: random.choice(("yes", "no")) for name in random.sample(phrases, 1)}
        for earlier in after
        if random.random() < 0.4
    }


def every_state(knowledge):
    """Every answer to every question that a rule could tell apart, and not known."""
    terms = knowledge.vocabulary.terms
    for drawn in product(*[(*_values(knowledge, term), None) for term in terms]):
        pairs = zip(terms, drawn, strict=True)
        yield {term.name: value for term, value in pairs if value is not None}


def _values(knowledge, term):
    return term.values if len(term.values) < 10 else values(knowledge, term)


def _fourth(random):
    if random.random() < 0.5:
        return Term(name="n", topic="t", label=text("n"), type="number", min=0, max=3)
    choices = tuple(Choice(value=value, label=text(value)) for value in ("low", "mid", "high"))
    return Term(name="n", topic="t", label=text("n"), type="choice", choices=choices)


def _when(random, draft, names):
    parts = {}
    if random.random() < 0.06:
        return parts
    types = {term.name: term.type for term in draft.terms}
    for name in random.sample(names, random.choice((1, 2, 2, 3))):
        part = random.choice(("all", "all", "any", "any", "unless"))
        parts.setdefault(part, {})[name] = random.choice(PHRASES[types.get(name, "yes-no")])
    return parts
