"""Exact verification against an independent oracle: nothing missed, nothing made up."""

from random import Random

import pytest

from advisor.verification.exact.deep import verify
from advisor.verification.exact.domains import Domains
from tests.drafts import plant_all, random_draft
from tests.oracle import Oracle

BASES = 20


def keys(knowledge):
    """What verification finds, waived or not, in the oracle's terms."""
    verification = verify(knowledge)
    domains = Domains(knowledge)
    found = set()
    for defect in (*verification.problems, *(waived for waived, _ in verification.waived)):
        match defect.kind:
            case "contradicts-everything":
                found.add((defect.kind,))
            case "impossible-answer":
                term = knowledge.term(defect.subject)
                values = domains.classes[term.name][
                    domains.index(term.name, term.parse(defect.others[0]))
                ]
                found |= {(defect.kind, term.name, value) for value in values}
            case "exclusive-conclusions":
                found.add((defect.kind, defect.subject, defect.others[0]))
            case _:
                found.add((defect.kind, defect.subject))
    return found


@pytest.mark.parametrize("seed", range(BASES))
def test_every_planted_defect_is_found_and_the_oracle_agrees_on_all_others(seed):
    draft = random_draft(Random(seed))
    planted = plant_all(draft)
    knowledge = draft.base()
    found = keys(knowledge)
    assert planted <= found, planted - found
    without_waivers = {key for key in found if key[0] != "unused-waiver"}
    assert without_waivers == Oracle(knowledge).defects()


@pytest.mark.parametrize("seed", range(100, 100 + 2 * BASES))
def test_the_oracle_agrees_on_bases_as_they_fall(seed):
    knowledge = random_draft(Random(seed)).base()
    assert keys(knowledge) == Oracle(knowledge).defects()


@pytest.mark.parametrize("seed", range(3))
def test_a_base_that_contradicts_everything_is_found(seed):
    draft = random_draft(Random(seed))
    draft.rule({"all": {"q0": "yes"}}, {}, kind="contradiction")
    draft.rule({"all": {"q0": "no"}}, {}, kind="contradiction")
    knowledge = draft.base()
    assert keys(knowledge) == Oracle(knowledge).defects() == {("contradicts-everything",)}


@pytest.mark.parametrize("seed", range(200, 205))
def test_the_oracle_agrees_with_itself_whether_it_eliminates_or_multiplies_out(seed):
    knowledge = random_draft(Random(seed)).base()
    assert Oracle(knowledge, brute=False).defects() == Oracle(knowledge, brute=True).defects()


@pytest.mark.slow
def test_the_oracle_finds_nothing_else_in_the_shipped_base(knowledge):
    assert Oracle(knowledge, brute=False).defects() == keys(knowledge)
