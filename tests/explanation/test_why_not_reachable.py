"""Why not: what is told as open can still come, and what is told as out of reach never can."""

from random import Random

import pytest

from advisor.advice.facts import Facts
from advisor.explanation.situation import Situation
from advisor.explanation.telling.speaker import Speaker
from advisor.explanation.telling.whynot import tell_why_not
from advisor.explanation.whynot import why_not_in
from advisor.inference.evaluator import evaluate
from advisor.knowledge.rule import Outcome
from advisor.verification.exact.domains import Domains
from advisor.verification.exact.encoding import encode
from advisor.verification.exact.solver import Solver, atom
from tests.commands import run
from tests.drafts import Draft, yes_no
from tests.explanation.test_why_not_everywhere import people
from tests.small import every_state, small_base

BASES, PEOPLE = 40, 60


def ending(knowledge, answers):
    """The rules that hold the plan of these answers back."""
    outcomes = evaluate(knowledge, answers).outcomes
    rules = knowledge.rules
    return [r.id for r in rules if r.kind != "inference" and outcomes[r.id] is Outcome.APPLIES]


class Worlds:
    """Every consistent PD in scope of a small base, one by one."""

    def __init__(self, knowledge):
        states = list(every_state(knowledge))
        whole = [s for s in states if len(s) == len(knowledge.vocabulary.asked)]
        self.good = [s for s in whole if not ending(knowledge, s)]
        self.applying = [set(evaluate(knowledge, s).fired) for s in self.good]

    def some(self, answers, rules):
        """Whether a PD with these answers exists to which one of the rules applies."""
        return any(
            answers.items() <= world.items() and not applying.isdisjoint(rules)
            for world, applying in zip(self.good, self.applying, strict=True)
        )


class Solved:
    """The same of the shipped base, by answer set programming."""

    def __init__(self, knowledge):
        self.domains = Domains(knowledge)
        self.solver = Solver(encode(knowledge, self.domains), ["world"])

    def some(self, answers, rules):
        given = [atom("val", 0, t, self.domains.index(t, v)) for t, v in answers.items()]
        return any(
            self.solver.possible([*given, atom("good", 0), atom("applies", 0, rule)])
            for rule in rules
        )


def agree(situation, name, worlds, seen):
    """What is said to be in reach, of the target and of each case, is exactly what some PD has."""
    knowledge, answers = situation.knowledge, situation.facts.answers
    answer = why_not_in(situation, name)
    rules = [o.judged.rule for o in answer.obstacles]
    infers = all(rule.kind == "inference" for rule in rules)
    if answer.verdict == "undecided" and infers:
        assert answer.reachable is worlds.some(answers, [rule.id for rule in rules])
        assert answer.reachable or answer.leads == ()
    else:
        assert answer.reachable is None
    for lead in answer.leads:
        assert worlds.some({**answers, **lead}, [rule.id for rule in rules])
    for obstacle in answer.obstacles if infers else ():
        for need in obstacle.needs:
            for fork in need.outcomes:
                given = {**answers, need.term: fork.first}
                assert list(fork.ended_by) == ending(knowledge, given)
                assert fork.reachable is worlds.some(given, [obstacle.judged.rule.id])
                seen.add(("case", fork.outcome.value, bool(fork.ended_by), fork.reachable))
    seen.add((answer.verdict, answer.reachable, bool(answer.leads)))
    told(situation, answer)


class Unsourced(Speaker):
    """Speaks of small bases too, whose rules rest on no article."""

    def source(self, locator):
        return locator


def lines(outlines):
    for outline in outlines:
        yield outline.text
        yield from lines(outline.items)


def told(situation, answer):
    """In words, a case is open, or makes the rule apply, just when it is in reach."""
    telling = tell_why_not(answer, situation, Unsourced(situation.knowledge, "en"))
    forks = [f for o in answer.obstacles for need in o.needs for f in need.outcomes]
    if situation.held_back:
        forks = []
    shown = [line for line in lines(telling.parts) if line.startswith("If ")]
    assert len(shown) == len(forks)
    for line, fork in zip(shown, forks, strict=True):
        hopeful = "still open" in line or "the rule applies" in line
        assert hopeful == fork.reachable
        assert ("contradicts" in line or "out of scope" in line) == bool(fork.ended_by)
    undecided = "because answers it depends on are not known" in " ".join(telling.lead)
    assert undecided == (answer.verdict == "undecided" and answer.reachable is not False)


@pytest.mark.parametrize("seed", range(BASES))
def test_what_is_in_reach_is_what_some_pd_of_a_small_base_has(seed):
    knowledge = small_base(Random(seed))
    worlds, source = Worlds(knowledge), Random(seed)
    states = list(every_state(knowledge))
    for answers in source.sample(states, min(len(states), 40)):
        situation = Situation.of(knowledge, Facts(answers))
        for name in (*knowledge.steps, *(rule.id for rule in knowledge.rules)):
            agree(situation, name, worlds, set())


@pytest.mark.slow
def test_what_is_in_reach_is_what_the_solver_finds(knowledge):
    worlds, seen = Solved(knowledge), set()
    for answers, source in people(knowledge, PEOPLE, 31):
        situation = Situation.of(knowledge, Facts(answers))
        steps = [name for name in knowledge.steps if name not in situation.plan]
        for name in (*source.sample(steps, min(len(steps), 8)), source.choice(knowledge.rules).id):
            agree(situation, name, worlds, seen)
    assert {("undecided", True, True), ("undecided", False, False)} <= seen
    for case in [
        ("undecided", False, True),
        ("undecided", True, False),
        ("undecided", False, False),
        ("applies", False, True),
        ("applies", True, False),
    ]:
        assert ("case", *case) in seen


WITHOUT_HOPE = "answers: {government_level: kota, perda_exists: no, regulation_socialised: yes}"


def test_a_step_that_no_answer_can_bring_is_told_so(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(WITHOUT_HOPE)
    text = " ".join(run("why-not", path, "form-work-team", "--lang", "en").stdout.decode().split())
    assert "This step can no longer come" in text
    assert "If no: contradicts the other answers (CON-013)." in text
    assert "still open" not in text
    assert "fewest answers" not in text


def test_out_of_scope_is_said_first_and_no_answer_is_asked_for(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("answers: {government_level: other}")
    shown = run("why-not", path, "form-work-team", "--lang", "en").stdout.decode()
    lead = " ".join(shown.split("\n\n")[0].split("[form-work-team]")[1].split())
    assert lead.startswith("This is out of scope.")
    assert lead.endswith("As long as that stays so, no missing answer can bring this step.")
    assert "because answers it depends on are not known" not in shown
    assert "Answers that would decide it" not in shown


def test_a_case_out_of_scope_is_told_so():
    draft = Draft(terms=[yes_no(name) for name in "ab"])
    draft.rule({"any": {"a": "yes", "b": "yes"}}, {"advise": "one", "urgency": "enabling"})
    draft.rule({"all": {"a": "yes"}}, {}, kind="out-of-scope")
    draft.step("one")
    base = draft.base()
    situation = Situation.of(base, Facts({}))
    answer = why_not_in(situation, "one")
    assert answer.leads == ({"b": True},)
    shown = list(lines(tell_why_not(answer, situation, Unsourced(base, "en")).parts))
    assert "If yes: out of scope (RND-002)." in shown
