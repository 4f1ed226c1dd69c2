"""Lessons: every claim is tried on the engine; cards and quiz as a trainer uses them."""

import os
import random
import re
import sys
from collections import Counter

import pytest

from advisor.advice.advising import advice_of
from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.common.errors import AdvisorError
from advisor.common.language import LANGUAGES
from advisor.common.messages import word
from advisor.inference.evaluator import evaluate
from advisor.knowledge.loader import load
from advisor.teaching.comparing import why_not_first
from advisor.teaching.expecting import OUTCOMES
from advisor.teaching.hosting import team_names
from advisor.teaching.lesson_files import facts_for, read_lessons
from advisor.teaching.quiz import rounds, scores
from advisor.teaching.wording import card
from tests.commands import run
from tests.conftest import ROOT
from tests.copies import change, copied
from tests.states import random_answers

LESSONS = read_lessons(load(), ROOT / "knowledge")
CASES = [(lesson, twisted) for lesson in LESSONS for twisted in (False, True)]
CASES = [case for case in CASES if case[0].twist or not case[1]]


def named(value):
    return getattr(value, "id", str(value))


@pytest.mark.parametrize(("lesson", "twisted"), CASES, ids=named)
def test_each_lesson_comes_to_what_it_says(knowledge, engine, lesson, twisted):
    """On the engine, while reading a lesson only asks the evaluator."""
    expect = lesson.twist.expect if twisted else lesson.expect
    facts = facts_for(knowledge, lesson, twisted)
    advice, outcomes = advise(engine, facts), engine.run(facts.answers).outcomes
    steps = [step.step for step in advice.steps]
    assert advice.status == expect.status
    assert steps[:1] == ([expect.top] if expect.top else [])
    places = [steps.index(step) for step in expect.order]
    assert places == sorted(places)
    for field, outcome in OUTCOMES.items():
        assert all(outcomes[rule] is outcome for rule in getattr(expect, field))
    if expect.complete:
        assert (expect.complete == "yes") == (not advice.relevant)


def test_there_are_enough_lessons_and_none_is_vacuous():
    assert len(LESSONS) >= 12
    assert len({lesson.goal.en for lesson in LESSONS}) == len(LESSONS)
    for lesson in LESSONS:
        assert lesson.expect.top or lesson.expect.status != "advised"
        assert lesson.expect.fires or lesson.expect.undecided
    assert any(lesson.expect.status == "contradictory" for lesson in LESSONS)
    assert any(lesson.expect.status == "out-of-scope" for lesson in LESSONS)


def test_a_twist_changes_the_result(knowledge):
    for lesson in (lesson for lesson in LESSONS if lesson.twist):
        before, after = (
            advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
            for facts in (facts_for(knowledge, lesson), facts_for(knowledge, lesson, True))
        )
        assert (before.steps, before.status, bool(before.relevant)) != (
            after.steps, after.status, bool(after.relevant),
        ), lesson.id  # fmt: skip


def test_the_texts_name_only_rules_that_the_scenario_decides(knowledge):
    """A trainer who points at a rule must find it in the state that the text says."""
    for lesson in LESSONS:
        texts = [text for look in lesson.look for text in (look.id, look.en)]
        stated = {rule for field in OUTCOMES for rule in getattr(lesson.expect, field)}
        for rule in re.findall(r"[A-Z]{3}-\d{3}", " ".join(texts)):
            assert rule in stated, (lesson.id, rule)


def test_both_languages_name_the_same_rules():
    for lesson in LESSONS:
        for text in (*lesson.look, *lesson.discuss, lesson.story, lesson.goal):
            ids = [sorted(re.findall(r"[A-Z]{3}-\d{3}", text.to(lang))) for lang in LANGUAGES]
            assert ids[0] == ids[1]


# ---- the file


@pytest.fixture
def base(tmp_path):
    copied(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("perda_exists: no", "perda_exist: no", "Did you mean 'perda_exists'?"),
        ("perda_exists: no", "perda_exists: maybe", "'maybe' is not a known answer"),
        ("top: form-work-team", "top: form-work-taem", "Did you mean 'form-work-team'?"),
        ("fires: [REG-001,", "fires: [REG-01,", "Did you mean 'REG-001'?"),
        ("top: form-work-team", "topp: form-work-team", "Did you mean 'top'?"),
        ("top: form-work-team", "top: drive-work-team", "the rules give 'form-work-team'"),
        ("fires: [REG-001,", "fires: [REG-002,", "Rule REG-002 comes to 'rejected'"),
        ("complete: no", "complete: yes", "expects 'yes', but the rules give 'no'"),
        ("id: unknown-is-not-no", "id: chaining", "'chaining' is defined more than once"),
        ("order: [form-work-team, drive", "order: [monitor-work-team, drive", "the rules give"),
    ],
)
def test_a_wrong_lesson_is_told_with_its_line(base, old, new, shown):
    path = base / "knowledge/lessons.yaml"
    before = path.read_text("utf-8").splitlines()
    change(path, old, new)
    after = path.read_text("utf-8").splitlines()
    line = next(n for n, pair in enumerate(zip(before, after, strict=True), 1) if len({*pair}) > 1)
    for command in (("check",), ("lesson", "list")):
        done = run(*command, "--lang", "en", "--knowledge", base)
        assert done.returncode == 1
        assert f"knowledge/lessons.yaml:{line}: " in done.stderr.decode(), done.stderr.decode()
        assert shown in done.stderr.decode()


def test_all_problems_are_told_at_once(base):
    path = base / "knowledge/lessons.yaml"
    change(path, "top: form-work-team", "top: nothing-at-all")
    change(path, "top: phase-budget", "top: find-savings")
    with pytest.raises(AdvisorError) as caught:
        read_lessons(load(base / "rules", base / "knowledge"), base / "knowledge")
    assert len(caught.value.problems) == 2


def test_lessons_are_no_part_of_the_digest(base, knowledge):
    def digest():
        return load(base / "rules", base / "knowledge").digest

    change(base / "knowledge/lessons.yaml", "title: {id: Terbukti tidak,", "title: {id: Lain,")
    assert digest() == knowledge.digest
    change(base / "rules/regulation/REG-004-no-work-team.yaml", "belum dibentuk", "belum ada")
    assert digest() != knowledge.digest


def test_a_base_without_lessons_works(base):
    (base / "knowledge/lessons.yaml").unlink()
    for command in (("list",), ("quiz",)):
        done = run("lesson", *command, "--lang", "en", "--knowledge", base)
        assert done.returncode == 0
        assert "has no lessons" in done.stdout.decode()
    assert run("lesson", "show", "chaining", "--knowledge", base).returncode == 1
    assert run("check", "--knowledge", base).returncode == 0
    assert run("advise", "examples/rsud-kabupaten.yaml", "--knowledge", base).returncode == 0


# ---- cards


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_tells_the_trainer_all_and_a_handout_not_the_solution(knowledge, language):
    for lesson in LESSONS:
        trainer = "\n".join(card(knowledge, lesson, language, True).text())
        handout = card(knowledge, lesson, language, False).markdown()
        for text in (lesson.title, lesson.goal, lesson.story, *lesson.discuss):
            assert text.to(language) in trainer
        assert lesson.look[0].to(language) in trainer
        assert handout.startswith("# ")
        assert not re.search(r"[A-Z]{3}-\d{3}", handout.split("##")[4])
        assert word("lesson.solution", language) not in handout
        if lesson.expect.top:
            facts = facts_for(knowledge, lesson)
            advice = advice_of(knowledge, facts, evaluate(knowledge, facts.answers))
            assert f"1. {advice.steps[0].text.to(language)} (" in trainer
            assert advice.steps[0].text.to(language) not in handout


def test_the_list_and_the_card_as_commands():
    listed = run("lesson", "list").stdout.decode()
    assert all(lesson.id in listed for lesson in LESSONS)
    assert LESSONS[0].title.id in run("lesson", "show", LESSONS[0].id).stdout.decode()
    wrong = run("lesson", "show", "chainig", "--lang", "en")
    assert wrong.returncode == 1
    assert "Did you mean 'chaining'?" in wrong.stderr.decode()


# ---- quiz


def test_every_question_has_one_right_choice_among_plausible_ones(knowledge):
    for seed in range(20):
        made = rounds(knowledge, LESSONS, seed)
        assert sorted(r.lesson.id for r in made) == sorted(lesson.id for lesson in LESSONS)
        for round in made:
            top = round.advice.steps[0].step if round.advice.steps else None
            assert len(set(round.choices)) == len(round.choices) == 5
            assert round.choices[-1] is None
            assert round.choices[round.right] == top
            advised = {step.step for step in round.advice.steps}
            lower = advised & set(round.choices) - {top}
            assert bool(lower) == (len(advised) > 1)
            assert set(round.choices) - advised - {None}


def test_the_same_seed_gives_the_same_quiz_and_another_one_another(knowledge):
    def made(seed):
        return [(r.lesson.id, r.choices) for r in rounds(knowledge, LESSONS, seed)]

    assert made(3) == made(3)
    assert made(3) != made(4)
    places = Counter(r.right for seed in range(30) for r in rounds(knowledge, LESSONS, seed))
    assert len(places) == 5


def test_a_right_prediction_is_one_point(knowledge):
    first, second = rounds(knowledge, LESSONS[:2], 1)
    wrong = (second.right + 1) % 5
    played = [
        (first, {"A": first.right, "B": first.right}),
        (second, {"A": second.right, "B": wrong}),
    ]
    assert scores(played, ("A", "B", "C")) == {"A": 2, "B": 1, "C": 0}


def test_team_names_are_read_once_each():
    assert team_names("A, B,,A , tim  dua", "id") == ("A", "B", "tim dua")
    assert team_names(None, "id") == team_names(" ,", "id") == ("Kelas",)


def test_why_another_step_is_not_first_is_what_the_ranking_compares(knowledge):
    source, said = random.Random(11), Counter()
    for _ in range(300):
        answers = random_answers(knowledge, source, known=0.9)
        evaluation = evaluate(knowledge, answers)
        advice = advice_of(knowledge, Facts(answers), evaluation)
        for other in advice.steps[1:]:
            first = advice.steps[0]
            (line,) = why_not_first(knowledge, advice, evaluation, other.step, "en")
            if other.after:
                key, holds = "has to wait", True
            elif first.urgency != other.urgency:
                key, holds = f"first step is {first.urgency} and that one is {other.urgency}", True
            elif first.unlocks != other.unlocks:
                key, holds = "more steps wait", first.unlocks > other.unlocks
            elif len(first.reasons) != len(other.reasons):
                key, holds = "more reasons", len(first.reasons) > len(other.reasons)
            else:
                position = knowledge.position
                key, holds = "order of the article", position[first.step] < position[other.step]
            assert key in line
            assert holds
            said[key.split()[0]] += 1
    assert len(said) == 4, said


def test_why_a_step_is_not_advised_names_true_values(knowledge):
    source = random.Random(12)
    for _ in range(100):
        answers = random_answers(knowledge, source, known=0.7)
        evaluation = evaluate(knowledge, answers)
        advice = advice_of(knowledge, Facts(answers), evaluation)
        if not advice.steps:
            continue
        advised = {step.step for step in advice.steps}
        for step in knowledge.steps.keys() - advised:
            lines = why_not_first(knowledge, advice, evaluation, step, "en")
            assert len(lines) == len(knowledge.advisers[step])
            for rule, line in zip(knowledge.advisers[step], lines, strict=True):
                assert rule.id in line
                assert evaluation.outcomes[rule.id].value in line


def test_a_piped_quiz_keeps_the_score_of_each_team(knowledge):
    made = rounds(knowledge, LESSONS, 7)
    lines = [str(n) for r in made for n in (r.right + 1, (r.right + 1) % 5 + 1)]
    typed = "\n".join(["x", "9", *lines]).encode()
    done = run("lesson", "quiz", "--seed", "7", "--teams", "A,B", "--lang", "en", stdin=typed)
    shown = done.stdout.decode()
    assert done.returncode == 0
    assert shown.count("is not the number of a choice") == 2
    assert shown.count("A: right, 1 point.") == len(LESSONS)
    assert shown.count("B: not quite") == len(LESSONS)
    assert shown.endswith(f"Final score after round {len(LESSONS)}:\n  A: {len(LESSONS)}\n  B: 0\n")


def test_a_quiz_that_is_stopped_shows_the_score_so_far(knowledge):
    (round,) = rounds(knowledge, [lesson for lesson in LESSONS if lesson.id == "fallback"], 1)
    typed = f"{round.right + 1}\n".encode()
    names = ("--lesson", "fallback", "--lesson", "urgency")
    shown = run("lesson", "quiz", "--lang", "en", *names, stdin=b"q\n").stdout.decode()
    assert "Final score after round 0" in shown
    one = run("lesson", "quiz", "--lang", "en", "--lesson", "fallback", stdin=typed)
    assert "Final score after round 1:\n  Class: 1" in one.stdout.decode()


@pytest.mark.parametrize(("language", "word"), [("en", "Q"), ("en", " QUIT"), ("id", "Selesai")])
def test_a_quiz_is_stopped_by_its_words_in_any_case_of_letters(language, word):
    typed = f"{word}\n1\n".encode()
    names = ("--lesson", "fallback", "--lang", language)
    shown = run("lesson", "quiz", *names, stdin=typed).stdout.decode()
    assert ("round 0" if language == "en" else "setelah 0 soal") in shown
    assert word.strip() not in shown


def test_a_quiz_in_a_terminal(knowledge):
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        sys.executable, ["-m", "advisor", "lesson", "quiz", "--lesson", "contradiction"],
        cwd=str(ROOT), env={**os.environ, "TERM": "xterm"}, encoding="utf-8", timeout=20,
        dimensions=(60, 100),
    )  # fmt: skip
    child.expect_exact("Kelas, nomor jawaban")
    child.sendline("5")
    child.expect_exact("Kelas: benar, 1 poin.")
    child.expect_exact("Nilai akhir setelah 1 soal:")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0
