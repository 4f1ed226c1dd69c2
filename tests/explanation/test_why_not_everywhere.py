"""Why not, of every step that 1,000 PDs are not advised, against an execution of its own.

Each explanation makes claims: on these answers this rule comes to that, on those it no longer does.
The columns, which share no code with the evaluator that explains, judge all claims together.
"""

from dataclasses import dataclass, field
from random import Random

import polars as pl
import pytest

from advisor.advice.facts import Facts
from advisor.explanation.proof import leaves
from advisor.explanation.situation import Situation
from advisor.explanation.whynot import why_not_in
from advisor.inference.columns import Columns
from advisor.knowledge.rule import Outcome
from tests.explanation.test_explain import cut, without
from tests.scale import sampled
from tests.states import consistent_answers, random_answers

PEOPLE = sampled(whole=1000, ordinary=100)
RULES_OF = sampled(whole=60, ordinary=20)
APPLIES, REJECTED, UNDECIDED = True, False, None
SAID = {Outcome.APPLIES: APPLIES, Outcome.REJECTED: REJECTED, Outcome.UNDECIDED: UNDECIDED}


@dataclass
class Claims:
    """Answers, each set once, and what rules and steps are said to come to on them."""

    columns: Columns
    rows: list = field(default_factory=list)
    place: dict = field(default_factory=dict)
    rules: list = field(default_factory=list)
    steps: list = field(default_factory=list)

    def _row(self, answers):
        key = tuple(answers.get(term) for term in self.columns.schema())
        if key not in self.place:
            self.place[key] = len(self.rows)
            self.rows.append(answers)
        return self.place[key]

    def rule(self, answers, rule, *allowed):
        """The rule comes to one of these on the answers."""
        self.rules.append((self._row(answers), rule, allowed))

    def step(self, answers, step, advised):
        """The plan of the answers has the step for certain, or has not."""
        self.steps.append((self._row(answers), step, advised))

    def check(self):
        """Judge all of them; how many rows it took."""
        knowledge = self.columns.knowledge
        table = pl.DataFrame(self.rows, schema=self.columns.schema())
        judged = self.columns.outcomes(table)
        found = {rule.id: judged[rule.id].to_list() for rule in knowledge.rules}
        for row, rule, allowed in self.rules:
            assert found[rule][row] in allowed, (self.rows[row], rule, allowed)
        ending = [rule.id for rule in knowledge.rules if rule.kind != "inference"]
        for row, step, advised in self.steps:
            stopped = any(found[rule][row] for rule in ending)
            some = any(found[rule.id][row] for rule in knowledge.advisers[step])
            assert (some and not stopped) == advised, (self.rows[row], step)
        return len(self.rows)


def people(knowledge, number, seed):
    """Random PDs, known in part or wholly; of one in twenty the answers may contradict."""
    source = Random(seed)
    for place in range(number):
        share = source.choice((1.0, 0.7, 0.3))
        full = (consistent_answers if place % 20 else random_answers)(knowledge, source)
        answers = {term: value for term, value in full.items() if source.random() < share}
        if place % 20:
            answers.pop("government_level", None)
        yield answers, source


def claim(claims, answers, obstacle, source):
    """What a rule that does not apply is said to rest on, and what would change it."""
    knowledge, judged = claims.columns.knowledge, obstacle.judged
    rule = judged.rule.id
    claims.rule(answers, rule, SAID[judged.outcome])
    named = {leaf.term: leaf.value for leaf in leaves(judged)}
    assert named == {term: answers.get(term) for term in named}
    if judged.outcome is Outcome.REJECTED:
        assert named
        assert obstacle.needs == ()
        claims.rule(named, rule, REJECTED)
        claims.rule(without(answers, cut(judged, source)), rule, UNDECIDED, APPLIES)
        return
    needed = {need.term for need in obstacle.needs}
    assert needed == set(named)
    assert needed.isdisjoint(answers)
    for need in obstacle.needs:
        for fork in need.outcomes:
            for value in {fork.first, fork.last}:
                claims.rule({**answers, need.term: value}, rule, SAID[fork.outcome])
    drawn = random_answers(knowledge, source)
    others = {t: v for t, v in drawn.items() if t not in needed and t not in answers}
    claims.rule({**answers, **others}, rule, UNDECIDED)


def claim_leads(claims, answers, answer):
    """The leads bring the step about, and none of their answers can be spared."""
    for lead in answer.leads:
        assert answers.keys().isdisjoint(lead)
        claims.step({**answers, **lead}, answer.target, True)
        for term in lead:
            fewer = {t: v for t, v in lead.items() if t != term}
            claims.step({**answers, **fewer}, answer.target, False)


@pytest.mark.slow
def test_every_step_that_is_not_advised_is_told_a_true_reason(knowledge):
    claims, verdicts = Claims(Columns(knowledge)), {}
    for answers, source in people(knowledge, PEOPLE, 25):
        situation = Situation.of(knowledge, Facts(answers))
        for name, step in knowledge.steps.items():
            if planned := situation.advised(name):
                claims.step(answers, name, planned.certainty == "certain")
                continue
            answer = why_not_in(situation, name)
            claims.step(answers, name, False)
            rules = [obstacle.judged.rule.id for obstacle in answer.obstacles]
            assert rules == [rule.id for rule in knowledge.rules if rule.then.advise == name]
            outcomes = {obstacle.judged.outcome for obstacle in answer.obstacles}
            held = Outcome.APPLIES in outcomes
            undecided = "undecided" if Outcome.UNDECIDED in outcomes else "rejected"
            assert answer.verdict == ("held-back" if held else undecided)
            assert answer.done == (step.done_by if answers.get(step.done_by) is True else None)
            for obstacle in answer.obstacles:
                if obstacle.judged.outcome is not Outcome.APPLIES:
                    claim(claims, answers, obstacle, source)
            claim_leads(claims, answers, answer)
            verdicts[answer.verdict] = verdicts.get(answer.verdict, 0) + 1
    rows = claims.check()
    print(f"\n{verdicts}; claims: {len(claims.rules)} + {len(claims.steps)}, on {rows} rows")
    assert sum(verdicts.values()) > 25 * PEOPLE
    assert min(verdicts.values()) > PEOPLE / 40


@pytest.mark.slow
def test_every_rule_that_does_not_apply_is_told_a_true_reason(knowledge):
    claims, told = Claims(Columns(knowledge)), 0
    for answers, source in people(knowledge, RULES_OF, 26):
        situation = Situation.of(knowledge, Facts(answers))
        for rule in knowledge.rules:
            answer = why_not_in(situation, rule.id)
            (obstacle,) = answer.obstacles
            assert answer.verdict == obstacle.judged.outcome.value
            if answer.verdict == "applies":
                claims.rule(answers, rule.id, APPLIES)
                continue
            claim(claims, answers, obstacle, source)
            for lead in answer.leads:
                claims.rule({**answers, **lead}, rule.id, APPLIES)
                for term in lead:
                    fewer = {t: v for t, v in lead.items() if t != term}
                    claims.rule({**answers, **fewer}, rule.id, UNDECIDED, REJECTED)
            told += 1
    claims.check()
    assert told > 50 * RULES_OF
