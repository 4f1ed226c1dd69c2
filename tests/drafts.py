"""Random small rule bases, made in memory, with defects of every kind planted in them."""

from dataclasses import dataclass, field
from random import Random

from advisor.common.text import Text
from advisor.knowledge.declarations import Article, Question, Step, Wording
from advisor.knowledge.knowledge import Knowledge, layered
from advisor.knowledge.phrase import parse_phrase
from advisor.knowledge.rule import Condition, Rule, Waiver
from advisor.knowledge.vocabulary import Actor, Choice, Term, Topic, Vocabulary

SOURCES = tuple(f"artikel/{n}" for n in range(1, 6))


def text(words):
    return Text(id=words, en=words)


def yes_no(name, **more):
    return Term(name=name, topic="t", label=text(name), holds=text(name), fails=text(name), **more)


@dataclass
class Draft:
    """A base under construction; `base()` makes it a Knowledge."""

    terms: list = field(default_factory=list)
    derived: list = field(default_factory=list)
    rules: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    wordings: list = field(default_factory=list)
    exclusive: list = field(default_factory=list)
    actors: tuple = ("a",)
    nothing_to_do: dict = field(default_factory=dict)

    def rule(self, when, then, kind="inference", sources=SOURCES[:1], prefix="RND", waivers=()):
        name = f"{prefix}-{len(self.rules) + 1:03}"
        if kind != "inference":
            then = {"message": text("stop")}
        rule = Rule(
            id=name, title=text(name), status="active", since="1.0.0", kind=kind, why=text("why"),
            sources=sources, when=when, then=then, examples=(), waivers=waivers,
        )  # fmt: skip
        self.rules.append(rule)
        return name

    def step(self, name, done_by=None, after=(), words="do", after_unless=None):
        self.steps.append(
            Step(id=name, text=text(words), detail=text("so"), actor="a", done_by=done_by,
                 after=after, after_unless=after_unless or {}, sources=SOURCES[:1])
        )  # fmt: skip

    def base(self):
        vocabulary = Vocabulary(
            version="1.0.0", title=text("base"), topics=(Topic(name="t", title=text("t")),),
            terms=tuple(self.terms),
            derived=tuple(self.derived),
            actors=tuple(Actor(name=name, label=text(name)) for name in self.actors),
            exclusive=tuple(self.exclusive),
        )  # fmt: skip
        layers, cycle = layered(self.rules)
        assert not cycle
        question = {"ask": text("?"), "help": text("?"), "reason": text("?")}
        return Knowledge(
            vocabulary=vocabulary,
            questions=tuple(Question(term=t.name, **question) for t in self.terms),
            steps={s.id: s for s in self.steps}, wordings=tuple(self.wordings), alternatives={},
            article=Article(title="-", author="-", file="-", sha256="0" * 64), statements={},
            coverage={}, layers=layers, inactive=(), paths={}, digest="sha256:0",
            nothing_to_do=tuple(
                Condition("all", t, parse_phrase(p)) for t, p in self.nothing_to_do.items()
            ),
        )  # fmt: skip


def random_draft(random: Random) -> Draft:
    """Seven yes-no terms, choices and a number; findings in chains; five steps in order.

    `scope` is read only by the rule that ends the consultation, `style` only by a wording; some
    rules are copies of others with one more condition, or with fewer.
    """
    draft = Draft()
    wishes = ("yes", "no", None)
    draft.terms = [yes_no(f"q{n}", better=random.choice(wishes)) for n in range(7)]
    choices = tuple(Choice(value=v, label=text(v)) for v in ("low", "mid", "high", "other"))
    draft.terms.append(
        Term(name="level", topic="t", label=text("l"), type="choice", choices=choices,
             better=random.choice(("high", None)))
    )  # fmt: skip
    draft.terms.append(
        Term(name="count", topic="t", label=text("n"), type="number", min=0, max=4,
             better=random.choice(("more", "less", None)))
    )  # fmt: skip
    readable = [term.name for term in draft.terms]
    draft.terms.append(
        Term(name="style", topic="t", label=text("s"), type="choice", choices=choices[:3])
    )
    draft.terms.append(yes_no("scope"))
    values = {v: text(v) for v in random.sample(("low", "mid", "high"), 2)}
    worded = random.choice(("level", "style"))
    draft.wordings = [Wording(name="kind", term=worded, values=values, otherwise=text("some"))]
    for n in range(4):
        name = f"d{n}"
        draft.derived.append(yes_no(name, obstacle=random.choice(("yes", "no"))))
        for _ in range(random.choice((1, 1, 2))):
            draft.rule(_when(random, readable), {"conclude": name})
        readable.append(name)
    if random.random() < 0.5:
        draft.exclusive.append(tuple(random.sample(["d0", "d1", "d2", "d3"], 2)))
    for n in range(5):
        earlier = [s.id for s in draft.steps]
        done_by = f"q{n}" if n < 4 else None
        after = tuple(random.sample(earlier, min(len(earlier), random.choice((0, 1, 2)))))
        draft.step(f"s{n}", done_by, after, random.choice(("do", "do {kind}")))
        for _ in range(random.choice((1, 2))):
            when = _when(random, [r for r in readable if r != done_by])
            if done_by and random.random() < 0.8:
                when["all"] = {**when.get("all", {}), done_by: "no"}
            urgency = random.choice(("blocking", "enabling", "advancing", "sustaining"))
            sources = tuple(random.sample(SOURCES, random.choice((1, 2))))
            then = {"advise": f"s{n}", "urgency": urgency}
            if random.random() < 0.15:
                then["conclude"] = "d3"
                when = {p: {t: x for t, x in w.items() if t != "d3"} for p, w in when.items()}
            if any(when.values()) or random.random() < 0.5:
                draft.rule(when, then, sources=sources)
    for _ in range(random.choice((0, 1, 2))):
        one, other, third = random.sample([f"q{n}" for n in range(7)], 3)
        contradiction = {one: "yes", other: "no"}
        draft.rule({"all": contradiction}, {}, kind="contradiction")
        if random.random() < 0.5:
            draft.rule({"all": {**contradiction, third: "yes"}}, {}, kind="contradiction")
    for rule in random.sample(draft.rules, 3):
        _copy(random, draft, rule)
    if random.random() < 0.7:
        ending = random.choice(({"level": "other"}, {"scope": "no"}))
        draft.rule({"all": ending}, {}, kind="out-of-scope")
    if random.random() < 0.7:
        draft.nothing_to_do = {random.choice(("d0", "d1")): random.choice(("yes", "no"))}
    return draft


def _copy(random: Random, draft: Draft, rule: Rule) -> None:
    """The same rule again, for a few more or a few fewer PDs."""
    required = dict(rule.when.all)
    if len(required) > 1 and random.random() < 0.5:
        required.pop(random.choice(list(required)))
    elif "q6" not in rule.reads:
        required["q6"] = random.choice(("yes", "no"))
    when = {**rule.when.model_dump(), "all": required}
    draft.rule(when, rule.then, rule.kind, rule.sources)


def _when(random: Random, names: list[str]) -> dict:
    parts: dict[str, dict[str, str]] = {}
    for name in random.sample(names, random.choice((0, *(1, 2, 2, 3) * 4))):
        part = random.choice(("all", "all", "all", "any", "any", "unless"))
        parts.setdefault(part, {})[name] = _phrase(random, name)
    return parts


def _phrase(random: Random, name: str) -> str:
    if name == "level":
        return random.choice(("low", "high", "one of low, mid", "one of mid, high"))
    if name == "count":
        words = random.choice(("at least", "at most", "more than", "less than", "between 1 and"))
        return f"{words} {random.randint(1, 3)}"
    return random.choice(("yes", "no"))


def plant_all(draft: Draft) -> set[tuple[str, ...]]:
    """Plant a defect of each kind that can stand beside the others; returns what must be found."""
    planted = set()

    def term(name, **more):
        draft.terms.append(yes_no(name, **more))
        return name

    def derive(name, when, **more):
        draft.derived.append(yes_no(name, **more))
        return draft.rule(when, {"conclude": name}, prefix="PLT")

    a, b, gate, more = term("pa", better="yes"), term("pb"), term("gate"), term("pc")
    for rule in list(draft.rules):
        if rule.then.advise:
            draft.rules.remove(rule)
            when = {**rule.when.model_dump(), "all": {**rule.when.all, gate: "yes"}}
            draft.rules.append(Rule.model_validate({**rule.model_dump(), "when": when}))
    draft.nothing_to_do = {"gate": "yes"}
    planted.add(("gap", "nothing_to_do"))

    on = {gate: "yes"}
    derive("echo", {"all": {a: "yes"}})
    then = {"advise": "p-dead", "urgency": "enabling"}
    draft.step("p-dead")
    dead = draft.rule({"all": {**on, a: "no", "echo": "yes"}}, then, prefix="PLT")
    planted |= {("dead-rule", dead), ("step-never-advised", "p-dead")}

    then = {"advise": "p-step", "urgency": "enabling"}
    draft.step("p-step", done_by=b)
    clash = draft.rule({"all": {**on, a: "yes"}}, then, prefix="PLT")
    draft.rule({"all": {**on, a: "no", b: "no"}}, then, prefix="PLT")
    weaker = {**then, "urgency": "sustaining"}
    union = draft.rule({"all": {**on, b: "no"}}, weaker, prefix="PLT")
    narrow = draft.rule({"all": {**on, a: "no", b: "no", more: "yes"}}, weaker, prefix="PLT")
    planted |= {
        ("advised-though-done", clash), ("redundant-rule", union), ("subsumed-rule", narrow),
    }  # fmt: skip

    one = derive("left", {"all": {a: "yes"}})
    other = derive("right", {"all": {b: "yes"}})
    draft.exclusive.append(("left", "right"))
    planted.add(("exclusive-conclusions", one, other))

    draft.step("p-first")
    draft.step("p-second", after=("p-first",))
    for step, value in (("p-first", "yes"), ("p-second", "no")):
        draft.rule({"all": {**on, a: value}}, {"advise": step, "urgency": "blocking"}, prefix="PLT")
    planted.add(("unreachable-prerequisites", "p-second"))

    planted.add(("not-monotonic", derive("burden", {"all": {a: "yes"}}, obstacle="yes")))
    planted.add(("question-never-matters", term("idle")))

    choices = tuple(Choice(value=v, label=text(v)) for v in ("here", "nowhere"))
    draft.terms.append(
        Term(name="place", topic="t", label=text("p"), type="choice", choices=choices)
    )
    draft.rule({"all": {"place": "nowhere"}}, {}, kind="contradiction", prefix="PLT")
    planted.add(("impossible-answer", "place", "nowhere"))

    waiver = Waiver(problem="gap", reason=text("no reason"))
    unused = draft.rule(
        {"all": {"gate": "yes", "q1": "yes"}}, {"conclude": "d3"}, waivers=(waiver,)
    )
    planted.add(("unused-waiver", unused))
    return planted
