"""Rule bases drawn at random: of any size, meaningless, and valid."""

from random import Random

from advisor.common.text import Text
from advisor.knowledge.declarations import Article, Question, Step
from advisor.knowledge.knowledge import Knowledge, layered
from advisor.knowledge.phrase import YES_NO, Value
from advisor.knowledge.rule import URGENCIES, Rule, Then, When
from advisor.knowledge.vocabulary import Actor, Choice, Term, Topic, Vocabulary

SAID = Text(id="x", en="x")
CHOICES = tuple(Choice(value=name, label=SAID) for name in ("low", "middle", "high"))
BLOCK = 8
"""Steps stand in blocks of so many; prerequisites stay inside one, as in an article's chapters."""


def random_base(seed: int, steps: int, rules: int, chained: bool = False) -> Knowledge:
    """A base of about so many rules that advise so many steps (at least one rule each).

    `chained` puts all steps into one block and each after the one before.
    """
    drawing = _Drawing(Random(seed), steps, max(rules, steps + 3))
    made = drawing.rules()
    vocabulary = Vocabulary(
        version="1.0.0",
        title=SAID,
        topics=(Topic(name="all", title=SAID),),
        terms=tuple(drawing.asked.values()),
        derived=tuple(_term(name) for name in drawing.derived),
        actors=(Actor(name="administrator", label=SAID),),
    )
    return Knowledge(
        vocabulary=vocabulary,
        questions=tuple(Question(term=t, ask=SAID, help=SAID, reason=SAID) for t in drawing.asked),
        steps={step.id: step for step in drawing.steps(chained)},
        wordings=(),
        alternatives={},
        article=Article(title="x", author="x", file="x", sha256="0" * 64),
        statements={},
        coverage={},
        layers=layered(made)[0],
        inactive=(),
        paths={},
        digest=f"sha256:{seed}-{steps}-{rules}",
    )


def _term(name: str) -> Term:
    return Term(name=name, topic="all", label=SAID, holds=SAID, fails=SAID)


class _Drawing:
    """Draws terms, then rules over them; a rule reads only what earlier ones conclude."""

    def __init__(self, random: Random, steps: int, rules: int) -> None:
        self.random = random
        self.count = rules
        self.step_ids = [f"step-{number}" for number in range(steps)]
        self.asked = {f"asked_{n}": self._asked(f"asked_{n}") for n in range(max(6, rules // 2))}
        self.derived = [f"derived_{n}" for n in range(max(1, rules // 6))]

    def steps(self, chained: bool) -> list[Step]:
        made = []
        for number, name in enumerate(self.step_ids):
            block = self.step_ids[number - number % BLOCK : number]
            after = set(self.random.sample(block, self.random.randint(0, min(3, len(block)))))
            if chained:
                after = {*self.step_ids[max(0, number - 1) : number]}
            made.append(self._step(name, sorted(after, key=self.step_ids.index)))
        self.random.shuffle(made)
        return made

    def rules(self) -> list[Rule]:
        thens = [Then(conclude=name) for name in self.derived]
        thens += [Then(advise=step, urgency=self._urgency()) for step in self.step_ids]
        while len(thens) < self.count - 2:
            thens.append(self._either())
        rules = [self._rule(n, then, self._readable(then)) for n, then in enumerate(thens)]
        ends = (("contradiction", 3), ("out-of-scope", 4))
        return [
            *rules,
            *(self._end(kind, lines, len(rules) + n) for n, (kind, lines) in enumerate(ends)),
        ]

    def _asked(self, name: str) -> Term:
        match self.random.choice(["yes-no"] * 5 + ["choice", "number"]):
            case "yes-no":
                return _term(name)
            case "choice":
                return Term(name=name, topic="all", label=SAID, type="choice", choices=CHOICES)
            case _:
                return Term(name=name, topic="all", label=SAID, type="number", max=99)

    def _step(self, name: str, after: list[str]) -> Step:
        yes_no = [term for term, drawn in self.asked.items() if drawn.type == "yes-no"]
        done_by = self.random.choice(yes_no) if yes_no and self.random.random() < 0.6 else None
        freeing = {step: self._freeing() for step in after if self.random.random() < 0.3}
        return Step(
            id=name, text=SAID, detail=SAID, actor="administrator", done_by=done_by,
            after=tuple(after), after_unless=freeing, sources=("x/1",),
        )  # fmt: skip

    def _freeing(self) -> dict[str, str]:
        names = self.random.sample([*self.asked, *self.derived], self.random.randint(1, 2))
        return {name: self._phrase(name) for name in names}

    def _either(self) -> Then:
        conclude = self.random.choice([None, self.random.choice(self.derived)])
        if conclude and self.random.random() < 0.8:
            return Then(conclude=conclude)
        step = self.random.choice(self.step_ids)
        return Then(conclude=conclude, advise=step, urgency=self._urgency())

    def _urgency(self) -> str:
        return self.random.choice(URGENCIES)

    def _readable(self, then: Then) -> list[str]:
        known = self.derived.index(then.conclude) if then.conclude else len(self.derived)
        return self.derived[max(0, known - 4) : known]

    def _rule(self, number: int, then: Then, derived: list[str]) -> Rule:
        parts: dict[str, dict[str, str]] = {"all": {}, "any": {}, "unless": {}}
        for _ in range(self.random.choice((0, *[1, 2, 3, 4] * 5))):
            part = self.random.choice(["all", "all", "any", "unless"])
            name = self.random.choice([*self.random.sample([*self.asked], 3), *derived])
            parts[part][name] = self._phrase(name)
        return self._filed(number, parts, then)

    def _end(self, kind: str, lines: int, number: int) -> Rule:
        names = self.random.sample([*self.asked], lines)
        parts = {"all": {name: self._phrase(name) for name in names}}
        return self._filed(number, parts, Then(message=SAID), kind)

    def _filed(
        self, number: int, parts: dict[str, dict[str, str]], then: Then, kind: str = "inference"
    ) -> Rule:
        letters = "".join(chr(65 + number // 900 // 26**place % 26) for place in range(2))
        return Rule(
            id=f"{letters}-{number % 900 + 100}", title=SAID, status="active", since="1.0.0",
            kind=kind, why=SAID, sources=("x/1",), when=When(**parts), then=then, examples=(),
        )  # fmt: skip

    def _phrase(self, name: str) -> str:
        term = self.asked.get(name)
        if term is None or term.type == "yes-no":
            return self.random.choice([*YES_NO])
        if term.type == "choice":
            picked = self.random.sample([choice.value for choice in CHOICES], 2)
            return self.random.choice([picked[0], "one of " + ", ".join(picked)])
        limit: Value = self.random.choice([1, 2, 50])
        if self.random.random() < 0.2:
            return f"between {limit} and {limit + self.random.randrange(40)}"
        return f"{self.random.choice(['at least', 'at most', 'more than', 'less than'])} {limit}"
