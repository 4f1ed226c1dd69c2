"""Cases, their coverage, and the faults they catch."""

import shutil

import pytest

from advisor.common.errors import AdvisorError
from advisor.knowledge.loader import load
from advisor.verification.cases.case_files import read_cases
from advisor.verification.cases.coverage import coverage
from advisor.verification.cases.generating import propose
from advisor.verification.cases.model import seen
from advisor.verification.cases.running import _differing, failures
from advisor.verification.cases.writing import cases_yaml
from advisor.verification.mutants.killing import score
from tests.conftest import ROOT
from tests.copies import change

LIBRARY = ROOT / "examples" / "village-library"


@pytest.fixture(scope="module")
def library():
    return load(LIBRARY / "rules", LIBRARY / "knowledge")


def test_the_shipped_cases_pass(knowledge):
    assert failures(knowledge, read_cases(knowledge, ROOT / "tests" / "cases")) == []


def test_the_second_base_cases_catch_every_fault(library):
    result = score(library, read_cases(library, LIBRARY / "cases"))
    assert result.mutants
    assert not result.survivors


def test_without_any_one_case_a_fault_slips_through_or_something_is_not_covered(library):
    cases = read_cases(library, LIBRARY / "cases")
    whole = left(library, cases)
    for left_out in cases:
        rest = [case for case in cases if case is not left_out]
        assert left(library, rest) != whole


def left(base, cases):
    return len(score(base, cases).survivors), coverage(base, [c.facts.answers for c in cases])


def test_a_proposed_suite_passes_and_catches_all(library, tmp_path):
    found = propose(library)
    (tmp_path / "proposed.yaml").write_text(cases_yaml(library, found.cases), "utf-8")
    cases = read_cases(library, tmp_path)
    assert failures(library, cases) == []
    assert score(library, cases).survivors == found.equivalent


def test_a_case_that_expects_something_else_fails_with_its_line(library, tmp_path):
    shutil.copytree(LIBRARY / "cases", tmp_path / "cases")
    change(tmp_path / "cases" / "cases.yaml", "urgency: blocking", "urgency: sustaining")
    problems = failures(library, read_cases(library, tmp_path / "cases"))
    assert [p.message.key for p in problems] == ["cases.differs"]
    lines = (tmp_path / "cases" / "cases.yaml").read_text("utf-8").splitlines()
    assert lines[problems[0].line - 1].strip() == "urgency: sustaining"


def test_of_two_maps_and_two_plans_only_what_differs_is_told():
    wanted = {
        "outcomes": {f"R-{n}": "applies" for n in range(90)},
        "findings": {"a": True, "b": False},
    }
    found = {"outcomes": {**wanted["outcomes"], "R-7": "rejected", "R-99": "applies"},
             "findings": {"b": False, "a": True}}  # fmt: skip
    told = [tuple(item) for item in _differing((), "", wanted, found)]
    assert told == [
        (("outcomes", "R-7"), "outcomes.R-7", "applies", "rejected"),
        (("outcomes",), "outcomes.R-99", "-", "applies"),
        (("findings",), "findings", "a, b", "b, a"),
    ]


@pytest.mark.parametrize(
    ("wanted", "found", "told"),
    [
        ("abcde", "abxde", ("…, c, …", "…, x, …")),
        ("ac", "abc", ("-", "…, b, …")),
        ("abb", "ab", ("…, b", "-")),
        ("ab", "ba", ("a, b", "b, a")),
        ("", "a", ("-", "a")),
    ],
)
def test_of_two_plans_the_part_between_what_both_share_is_told(wanted, found, told):
    ((_, place, *words),) = _differing((), "", {"steps": [*wanted]}, {"steps": [*found]})
    assert (place, tuple(words)) == ("steps", told)


def test_every_problem_of_a_case_file_is_reported_at_once(library, tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text(
        "cases:\n"
        "  - name: {id: a, en: a}\n"
        "    answers: {bookz: 3, roof_leaks: perhaps}\n"
        "    expect: {status: advised, steps: [{step: mend-rof}]}\n"
    )
    with pytest.raises(AdvisorError) as caught:
        read_cases(library, tmp_path)
    assert {p.message.key for p in caught.value.problems} == {
        "facts.term", "value.yes-no", "check.step",
    }  # fmt: skip
    assert all(p.line in (3, 4) for p in caught.value.problems)


def test_everything_of_the_advice_but_what_is_named_is_compared(knowledge):
    from advisor.advice.advising import advice_of
    from advisor.advice.facts import Facts
    from advisor.inference.evaluator import evaluate

    shown = seen(advice_of(knowledge, Facts({}), evaluate(knowledge, {})))
    assert shown.keys() == {"status", "steps", "contradictions", "undecided", "open"}


def test_another_urgency_of_a_reason_is_another_advice(library):
    from dataclasses import replace

    from advisor.advice.advising import advice_of
    from advisor.advice.facts import Facts
    from advisor.inference.evaluator import evaluate

    answers = {"roof_leaks": True}
    advice = advice_of(library, Facts(answers), evaluate(library, answers))
    step = advice.steps[0]
    reasons = tuple(replace(reason, urgency="sustaining") for reason in step.reasons)
    assert seen(advice) != seen(replace(advice, steps=(replace(step, reasons=reasons),)))


def test_unknown_actors_and_terms_of_an_expected_result_are_reported(library, tmp_path):
    (tmp_path / "bad.yaml").write_text(
        "cases:\n"
        "  - name: {id: a, en: a}\n"
        "    answers: {}\n"
        "    expect:\n"
        "      status: advised\n"
        "      undecided: {LIB-002: [boks]}\n"
        "      steps:\n"
        "        - step: mend-roof\n"
        "          actor: vilagers\n"
        "          reasons: {LIB-001: [roof_leeks, ready by LIB-03]}\n"
    )
    with pytest.raises(AdvisorError) as caught:
        read_cases(library, tmp_path)
    found = {(p.message.key, p.line, p.hint is not None) for p in caught.value.problems}
    assert found == {
        ("facts.term", 6, True), ("check.actor", 9, True), ("facts.term", 10, True),
        ("check.rule", 10, True),
    }  # fmt: skip
