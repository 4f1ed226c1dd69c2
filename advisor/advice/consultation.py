"""A consultation: from answers to Advice, and the next question that can still change it."""

from collections.abc import Container
from dataclasses import dataclass, field

from advisor.advice.advice import Advice, Contradiction
from advisor.advice.advising import advice_of
from advisor.advice.facts import Facts, facts_from
from advisor.common.errors import DisagreementError
from advisor.inference.engine import Engine, Run
from advisor.inference.evaluator import Evaluation, evaluate, without_done
from advisor.knowledge.declarations import Question
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.rule import Outcome


def advise(engine: Engine, facts: Facts, certain_only: bool = False) -> Advice:
    """Run the engine, check it against the evaluator, and give the advice (see `advice_of`).

    Raises DisagreementError, and gives no advice, when the two differ.
    """
    return advise_with_run(engine, facts, certain_only)[0]


def advise_with_run(engine: Engine, facts: Facts, certain_only: bool = False) -> tuple[Advice, Run]:
    """`advise`, and the run of the engine that it rests on."""
    run = engine.trace(facts.answers)
    evaluation = engine.evaluation(run)
    _agree(evaluation, evaluate(engine.knowledge, facts.answers))
    if Outcome.UNDECIDED in evaluation.outcomes.values():
        assumed = without_done(engine.knowledge, evaluation)
        _agree(engine.run(assumed.values), assumed)
    return advice_of(engine.knowledge, facts, evaluation, certain_only), run


def _agree(engine: Evaluation, evaluator: Evaluation) -> None:
    if engine != evaluator:
        raise DisagreementError(_difference(engine, evaluator))


def _difference(engine: Evaluation, evaluator: Evaluation) -> str:
    rules = [
        rule for rule, outcome in evaluator.outcomes.items() if engine.outcomes[rule] != outcome
    ]
    terms = sorted(term for term, _ in engine.values.items() ^ evaluator.values.items())
    return f"rules {', '.join(rules) or '-'}; terms {', '.join(dict.fromkeys(terms)) or '-'}"


@dataclass
class Consultation:
    """The guided questionnaire's state: what was answered, and what was answered "don't know".

    The next question, the progress and the contradictions are replayed from the answers whenever
    these have changed; nothing else is stored. `given` maps an asked term to its value, None for
    "don't know", in the order answered. `renew` are terms to be asked first, in this order, whether
    they have an answer or not; an answer holds until another is given.
    """

    knowledge: Knowledge
    name: str | None = None
    given: dict[str, Value | None] = field(default_factory=dict)
    renew: list[str] = field(default_factory=list)
    _known: tuple[Facts, Advice] | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def resumed(cls, knowledge: Knowledge, facts: Facts) -> "Consultation":
        """Go on from saved facts, as if answered in asking order; what was answered "don't know"
        counts as asked.
        """
        given = {**facts.answers, **dict.fromkeys(facts.not_known)}
        order = [question.term for question in knowledge.questions if question.term in given]
        return cls(knowledge, facts.name, {term: given[term] for term in order})

    @property
    def facts(self) -> Facts:
        """The known answers so far."""
        return self._facts(self.given)

    @property
    def settled(self) -> Facts:
        """The known answers but for those that are still to be renewed."""
        return self._facts(self.given.keys() - set(self.renew))

    def answer(self, term: str, value: Value | None) -> None:
        """Give or change an answer; None means "don't know". Its place in the order stays."""
        self.given[term] = value
        if term in self.renew:
            self.renew.remove(term)

    def withdraw(self, term: str) -> None:
        """Take an answer back, as if never given."""
        self.given.pop(term, None)

    def next_question(self) -> Question | None:
        """The first question that can still change the advice and was not put."""
        return next((self.knowledge.question[term] for term in self.waiting()), None)

    def remaining(self) -> int:
        """How many questions could at present still change the advice; the true number is this
        or less, or more when an answer opens a topic.
        """
        return len(self.waiting())

    def waiting(self) -> tuple[str, ...]:
        """The terms to ask, in order: those to renew that still matter, then the unanswered."""
        renewed = (term for term in self.renew if self._matters(term))
        return tuple(dict.fromkeys((*renewed, *self.pending())))

    def pending(self) -> tuple[str, ...]:
        """The unanswered terms that could at present still change the advice."""
        return tuple(term for term in self._relevant() if term not in self.given)

    @property
    def has_plan(self) -> bool:
        """Whether the answers so far lead to at least one step."""
        return self.advice().status == "advised"

    def contradictions(self) -> tuple[Contradiction, ...]:
        """Answers given that cannot all be true."""
        return self.advice().contradictions

    def skipped(self) -> tuple[str, ...]:
        """The asked terms that were never put because they cannot change the advice."""
        open_terms = {*self._relevant(), *self.given}
        return tuple(t for t in self.knowledge.vocabulary.asked if t not in open_terms)

    def _facts(self, terms: Container[str]) -> Facts:
        asked = (term for term in self.knowledge.vocabulary.asked if term in terms)
        return facts_from({term: self.given[term] for term in asked}, self.name)

    def _matters(self, term: str) -> bool:
        """Whether an answer, or another one, could change the advice."""
        if self.given.get(term) is None:
            return term in self._relevant()
        facts = self.facts.changed({term: None})
        evaluation = evaluate(self.knowledge, facts.answers)
        return term in advice_of(self.knowledge, facts, evaluation).relevant

    def _relevant(self) -> tuple[str, ...]:
        return self.advice().relevant

    def advice(self) -> Advice:
        """The advice on the answers so far, worked out once for the same ones."""
        facts = self.facts
        if self._known is None or self._known[0] != facts:
            evaluation = evaluate(self.knowledge, facts.answers)
            self._known = facts, advice_of(self.knowledge, facts, evaluation)
        return self._known[1]
