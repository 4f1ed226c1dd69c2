"""Where a plan stands, worked out a second time by hand."""

from datetime import date

import pytest

from advisor.advice.notes import Note
from advisor.presentation.sheets.head import for_head
from advisor.presentation.sheets.standing import Standing
from advisor.presentation.stages import NOW, outline
from tests.conftest import ROOT
from tests.presentation.sheets import TODAY, case_of, random_case, worked_on

SEEDS = range(150)


def standing(case):
    return Standing(case.knowledge, case.advice, case.notes, case.today)


def names(steps):
    return [step.step for step in steps]


def status(case, name):
    return case.notes.get(name, Note()).status


def reaches(case, later, earlier):
    """Whether a step waits for another by a chain of steps that are not done, tried one by one."""
    by_name = {step.step: step for step in case.advice.steps}
    ways = [[later]]
    while ways:
        way = ways.pop()
        for before in by_name[way[-1]].after:
            if status(case, before) == "done":
                continue
            if before == earlier:
                return True
            ways.append([*way, before])
    return False


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_without_notes_the_steps_to_take_now_are_those_that_the_plan_names(knowledge, path):
    case = case_of(knowledge, path.name)
    parts = outline(case.advice)
    assert standing(case).now == (parts[0][2] if parts else ())


def test_a_step_is_ready_when_nobody_is_still_to_take_what_it_waits_for(knowledge):
    for seed in SEEDS:
        case = random_case(knowledge, seed)
        expected = [
            step.step
            for step in case.advice.steps
            if status(case, step.step) in ("not-begun", "under-way")
            and all(status(case, earlier) == "done" for earlier in step.after)
        ]
        assert names(standing(case).now) == expected[:NOW]


def test_late_is_what_is_open_after_its_day_the_oldest_first(knowledge):
    for seed in SEEDS:
        case = random_case(knowledge, seed)
        found = standing(case).late
        days = [case.notes[step.step].due for step in found]
        assert days == sorted(days)
        late = {
            name
            for name, note in case.notes.items()
            if note.due and note.due < TODAY and note.status in ("not-begun", "under-way")
        }
        assert set(names(found)) == late


def test_what_is_due_today_is_not_late_and_tomorrow_it_is(knowledge):
    case = case_of(knowledge)
    first = case.advice.steps[0].step
    notes = {first: Note(due=TODAY)}
    assert not Standing(knowledge, case.advice, notes, TODAY).late
    assert names(Standing(knowledge, case.advice, notes, date(2026, 12, 2)).late) == [first]


def test_who_waits_for_a_step_waits_by_a_chain_of_steps_that_are_not_done(knowledge):
    for seed in SEEDS:
        case = random_case(knowledge, seed)
        at = standing(case)
        for step, others in at.awaited:
            assert status(case, step.step) != "done"
            expected = [s.step for s in at.open if reaches(case, s.step, step.step)]
            assert names(others) == expected


def test_the_obstacle_named_first_holds_back_most_other_steps(knowledge):
    several = 0
    for seed in SEEDS:
        case = random_case(knowledge, seed)
        holding = {f.term for f in case.advice.findings if f.value}
        counts = {}
        for term in knowledge.vocabulary.derived:
            own = [
                step.step
                for step in case.advice.steps
                if status(case, step.step) != "done"
                and term.name in {b.term for reason in step.reasons for b in reason.because}
            ]
            if term.obstacle == "yes" and term.name in holding and own:
                held = {
                    s.step
                    for s in standing(case).open
                    if s.step not in own and any(reaches(case, s.step, o) for o in own)
                }
                within = {s for s in own if any(reaches(case, s, o) for o in own)}
                within &= set(names(standing(case).open))
                counts[term.name] = (len(held), len(within), len(own))
        found = standing(case).obstacles
        sizes = {i.term: (len(i.others), len(i.within), len(i.steps)) for i in found}
        assert sizes == counts
        if found:
            assert counts[found[0].term] == max(counts.values())
        several += len(set(counts.values())) > 1
    assert several > 5


def test_the_regulation_holds_most_back_where_all_is_lacking(knowledge):
    found = standing(case_of(knowledge)).obstacles
    assert found[0].term == "obstacle_regulation"
    assert "start-building" in names(found[0].others)
    assert found[0].others


def test_one_step_that_holds_others_back_outweighs_many_that_hold_none(knowledge):
    case = case_of(knowledge)
    team = [s.step for s in case.advice.steps if s.sources[0].startswith("kendala/2")]
    notes = dict.fromkeys(team, Note(status="done"))
    found = Standing(knowledge, case.advice, notes, TODAY).obstacles
    assert [item.term for item in found][:2] == ["obstacle_regulation", "obstacle_competence"]
    assert names(found[0].steps) == ["propose-head-decree"]
    assert len(found[1].steps) > 1
    assert not found[1].others


def test_an_obstacle_that_holds_only_its_own_steps_back_is_named_with_these(knowledge):
    told = 0
    for seed in SEEDS:
        case = random_case(knowledge, seed)
        found = standing(case).obstacles
        if not found or any(item.others for item in found):
            continue
        sentence, own = for_head(case).obstacle, found[0]
        if own.within:
            label = knowledge.term(own.term).label.to("id")
            ranks = ", ".join(str(step.rank) for step in own.within)
            assert sentence.startswith(f"{label}: {len(own.within)} langkah (nomor {ranks})")
            told += 1
        else:
            assert sentence.startswith("Tidak ada langkah yang menunggu")
            assert not any(item.within for item in found)
    assert told > 2


def test_whatever_waits_for_a_dropped_step_still_does_and_the_head_is_told(knowledge):
    case = worked_on(case_of(knowledge))
    dropped = case.advice.steps[2]
    assert dropped.step in names(step for step, _ in standing(case).awaited)
    page = for_head(case)
    told = next(line for line in page.awaited if line.step == dropped.step)
    assert told.title.endswith("(tidak dilanjutkan)")
    assert dropped.step not in [line.step for line in page.now]


def test_the_days_that_a_step_is_late_are_counted(knowledge):
    page = for_head(worked_on(case_of(knowledge)))
    assert [(line.rank, line.late) for line in page.late] == [(1, 61)]
