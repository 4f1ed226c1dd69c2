"""Simulations: the effects are those of each PD before and after; draws are what was declared."""

import json
import re
from collections import Counter
from fractions import Fraction
from math import sqrt
from random import Random

import polars as pl
import pytest
import xlsxwriter

from advisor.common.errors import AdvisorError
from advisor.inference.columns import Columns
from advisor.tables.batch.slices import ROW
from advisor.tables.simulation import sampler
from advisor.tables.simulation.effects import Effects
from advisor.tables.simulation.policy import parse_policies
from advisor.tables.simulation.populations import DrawnPopulation, TablePopulation, simulate
from advisor.tables.simulation.sampler import Draw, uniform
from advisor.tables.simulation.sampling import change_interval, share_interval, standard_error
from advisor.tables.simulation.spec import parse_spec
from tests.pds import cells, expected, population, run, write_csv
from tests.states import contradictory

POLICIES = (
    "perkada_exists=yes, perda_exists=unknown where government_level=one of kabupaten, kota",
    "innovations_running=0 where innovations_running=at most 1 and budget=limited",
    "budget_phased=yes",
    "work_team_formed=no where region=Melati and perkada_exists=unknown",
)
SPEC = b"""
answers:
  government_level: {provinsi: 0.1, kabupaten: 0.6, kota: 0.3}
  perda_exists: {yes: 0.25, no: 0.5, unknown: 0.25}
  perkada_exists: {no: 0.9, yes: 0.1}
  work_team_formed: {yes: 1/3, no: 2/3}
  work_team_active: {yes: 1/3, no: 2/3}
  innovations_running: {0: 0.5, 7: 0.5}
groups:
  by: government_level
  kota:
    perda_exists: {yes: 1}
    budget: {limited: 1}
"""


@pytest.fixture(scope="module")
def columns(knowledge):
    return Columns(knowledge)


@pytest.fixture(scope="module")
def spec(knowledge):
    return parse_spec(knowledge.vocabulary, SPEC, "spec")


def under_policies(answers, region):
    """The policies above, in plain Python."""
    new = dict(answers)
    if new.get("government_level") in ("kabupaten", "kota"):
        new["perkada_exists"] = True
        new.pop("perda_exists", None)
    if new.get("innovations_running", 99) <= 1 and new.get("budget") == "limited":
        new["innovations_running"] = 0
    new["budget_phased"] = True
    if region == "Melati" and "perkada_exists" not in new:
        new["work_team_formed"] = False
    return new


def marks(knowledge, answers):
    advice = expected(knowledge, answers)
    found = {("status", advice.status)}
    if advice.status not in ("out-of-scope", "contradictory"):
        found |= {("finding", f.term) for f in advice.findings if f.value}
        found |= {("rule", rule) for rule in advice.fired}
        found |= {("step", step.step) for step in advice.steps}
        likely = (step.step for step in advice.steps if step.certainty == "unless-done")
        found |= {("likely", step) for step in likely}
        found |= {("first", step.step) for step in advice.steps[:1]}
    return found, advice.status, tuple(step.step for step in advice.steps)


def by_hand(knowledge, rows):
    before, after, lost, gained = Counter(), Counter(), Counter(), Counter()
    for _, region, answers in rows:
        new = under_policies(answers, region)
        (old_marks, old_status, old_plan) = marks(knowledge, answers)
        (new_marks, new_status, new_plan) = marks(knowledge, new)
        changes = {
            "answers": new != answers,
            "status": new_status != old_status,
            "first": new_plan[:1] != old_plan[:1],
            "plan": new_plan != old_plan,
        }
        before.update((region, *mark) for mark in {*old_marks, ("pds", "")})
        after.update((region, *mark) for mark in {*new_marks, ("pds", "")})
        lost.update((region, *mark) for mark in old_marks - new_marks)
        gained.update((region, *mark) for mark in new_marks - old_marks)
        moved = [(region, "change", what) for what, changed in changes.items() if changed]
        gained.update(moved)
        after.update(moved)
    keys = {*before, *after}
    return {key: (before[key], after[key], lost[key], gained[key]) for key in keys}


def test_effects_are_those_of_each_pd_before_and_after(knowledge, columns, tmp_path):
    rows = population(knowledge, 300, seed=2, known=0.7)
    path = write_csv(tmp_path / "pd.csv", cells(knowledge, rows))
    policies = parse_policies(knowledge.vocabulary, POLICIES)
    simulation = simulate(TablePopulation(columns, path), policies)
    found = {tuple(row[:3]): tuple(row[3:]) for row in simulation.effects.iter_rows()}
    assert found == by_hand(knowledge, rows)
    assert simulation.changed("first") >= 10
    assert not simulation.population.drawn


def splitmix(start, row):
    word = (1 << 64) - 1
    mixed = (row * 0x9E3779B97F4A7C15 + start) & word
    mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & word
    mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & word
    return (mixed ^ mixed >> 31) >> 11


def test_the_numbers_drawn_are_those_of_splitmix64():
    import hashlib

    rows = [0, 1, 2, 10**6, 10**9]
    found = pl.DataFrame({ROW: rows}).select(uniform("7/term/0")).to_series().to_list()
    start = int.from_bytes(hashlib.sha256(b"7/term/0").digest()[:8], "big")
    assert found == [splitmix(start, row) for row in rows]


def test_draws_do_not_depend_on_how_they_are_cut(columns, spec, monkeypatch):
    whole = pl.concat(Draw(columns, spec, 500, 3).slices())
    monkeypatch.setattr(sampler, "SLICE_ROWS", 37)
    assert pl.concat(Draw(columns, spec, 500, 3).slices()).equals(whole)
    assert not pl.concat(Draw(columns, spec, 500, 4).slices()).equals(whole)


def test_draws_follow_the_declared_shares_given_that_nothing_contradicts(knowledge, columns, spec):
    size = 20_000
    draw = Draw(columns, spec, size, 11)
    rows = pl.concat(draw.slices())
    kota = rows.filter(government_level="kota")
    other = rows.filter(pl.col("government_level") != "kota")
    near(kota.height, size, 0.3)
    near(other["perda_exists"].sum(), other.height, 0.25)
    near(other["perda_exists"].null_count(), other.height, 0.25)
    assert kota["perda_exists"].all()
    assert (kota["budget"] == "limited").all()
    assert other["budget"].null_count() == other.height
    near((rows["innovations_running"] == 7).sum(), size, 0.5)
    # Active without being formed is a contradiction: 2/9 of the draws are made again.
    near(size, draw.drawn, 7 / 9)
    near(rows["work_team_formed"].sum(), size, 3 / 7)
    for row in rows.head(300).drop(ROW).iter_rows(named=True):
        answers = {term: value for term, value in row.items() if value is not None}
        assert not contradictory(knowledge, answers)


def near(count, size, share):
    assert abs(count - size * share) < 5 * sqrt(size * share * (1 - share))


def test_same_seed_same_bytes(tmp_path):
    seen = {
        (
            run(*COMMAND, "--seed", seed, "--format", form, "--picture", tmp_path / "p.svg").stdout,
            (tmp_path / "p.svg").read_bytes(),
        )
        for seed in (1, 1, 2)
        for form in ("json",)
    }
    assert len(seen) == 2


COMMAND = (
    "simulate", "--draw", "examples/tabel/populasi-contoh.yaml", "--rows", "2000",
    "--policy", "perkada_exists=yes where government_level=kabupaten",
)  # fmt: skip


def test_a_drawn_population_states_its_error_and_a_table_says_it_has_none():
    assert "95%" in run(*COMMAND, "--lang", "en").stdout.decode()
    data = json.loads(run(*COMMAND, "--format", "json").stdout)
    assert data["population"]["acceptance"] < 1
    step = next(e for e in data["effects"] if e["kind"] == "step" and e["lost"])
    low, high = step["difference_95"]
    assert low < (step["after"] - step["before"]) / 2000 < high
    table = ("simulate", "--population", "examples/tabel/provinsi-contoh.csv", *COMMAND[5:])
    assert "no sampling error" in run(*table, "--lang", "en").stdout.decode()
    data = json.loads(run(*table, "--format", "json").stdout)
    assert "difference_95" not in json.dumps(data)
    kabupaten = next(g for g in data["groups"] if g["group"] == "Kabupaten Melati")
    assert "form-work-team" in kabupaten["vanished"]


def test_the_intervals_cover_the_truth_about_as_often_as_they_say():
    random, size, turns = Random(8), 120, 1500
    for share_lost, share_gained in ((0.0, 0.01), (0.05, 0.0), (0.2, 0.3)):
        covered = [0, 0]
        for _ in range(turns):
            draws = [random.random() for _ in range(size)]
            lost = sum(u < share_lost for u in draws)
            gained = sum(share_lost <= u < share_lost + share_gained for u in draws)
            low, high = change_interval(lost, gained, size)
            covered[0] += low <= share_gained - share_lost <= high
            low, high = share_interval(gained, size)
            covered[1] += low <= share_gained <= high
        assert all(count / turns > 0.93 for count in covered), (share_lost, share_gained, covered)


def test_the_standard_error_is_that_of_the_differences():
    differences = [1] * 30 + [-1] * 10 + [0] * 60
    mean = sum(differences) / 100
    spread = sqrt(sum((d - mean) ** 2 for d in differences) / 100 / 100)
    assert standard_error(10, 30, 100) == pytest.approx(spread)


BAD_SPECS = {
    b"answers: {perda_exist: {yes: 1}}": "facts.term",
    b"answers: {perda_exists: {yes: 0.5}}": "simulation.sum",
    b"answers: {perda_exists: {yes: 1.5, no: -0.5}}": "simulation.share",
    b"answers: {perda_exists: {ja: 1}}": "value.yes-no",
    b"answers: {perda_exists: yes}": "simulation.mapping",
    b"answer: {perda_exists: {yes: 1}}": "simulation.key",
    b"groups: {by: budget}": "simulation.no-answers",
    b"answers: {budget: {limited: 1}}\ngroups: {by: budgets}": "simulation.by",
    b"answers: {budget: {limited: 1}}\ngroups: {by: budget, tight: {}}": "value.choice",
    b"answers: {budget: {limited: 1}}\ngroups: {by: budget, unknown: {}}": "simulation.by-itself",
    b"answers: {budget: {limited: 1}}\ngroups: {by: budget, adequate: {}}": "simulation.never",
    b"answers: {innovations_running: {0: 0.5, 00: 0.5}}": "simulation.twice",
    b"answers: {budget: {limited: 1}}\ngroups: {by: budget, limited: {budget: {limited: 1}}}": (
        "simulation.by-itself"
    ),
}


@pytest.mark.parametrize("content", BAD_SPECS)
def test_a_wrong_spec_is_told_with_its_line(knowledge, content):
    with pytest.raises(AdvisorError) as error:
        parse_spec(knowledge.vocabulary, content, "spec.yaml")
    assert BAD_SPECS[content] in [problem.message.key for problem in error.value.problems]
    assert all(problem.line for problem in error.value.problems)


def test_shares_are_exact(knowledge):
    thirds = b"answers: {perda_exists: {yes: 1/3, no: 1/3, unknown: 1/3}}"
    spec = parse_spec(knowledge.vocabulary, thirds, "spec")
    assert set(spec.answers["perda_exists"].values()) == {Fraction(1, 3)}


def test_a_spec_that_allows_no_sound_pd_is_an_error(knowledge, columns):
    content = b"answers: {work_team_formed: {no: 1}, work_team_active: {yes: 1}}"
    spec = parse_spec(knowledge.vocabulary, content, "spec")
    with pytest.raises(AdvisorError):
        list(Draw(columns, spec, 3, 1).slices())


BAD_POLICIES = (
    "perkada_exist=yes",
    "perkada_exists",
    "perkada_exists=perhaps",
    "perkada_exists=yes where budgets=limited",
    "perkada_exists=yes where budget=tight",
    "perkada_exists=yes where budget",
    "perkada_exists=yes where innovations_running=at least 500",
    "perkada_exists=yes where budget=limited where budget=adequate",
)


@pytest.mark.parametrize("policy", BAD_POLICIES)
def test_a_policy_that_cannot_be_read_is_told(policy):
    done = run("simulate", "--draw", "x.yaml", "--policy", policy, code=1)
    assert len(done.stderr.decode().splitlines()) == 1


def test_a_policy_touches_only_pds_known_to_meet_its_condition(knowledge, columns):
    policy = parse_policies(knowledge.vocabulary, ("perda_exists=yes where budget=limited",))
    rows = pl.DataFrame({ROW: [2, 3, 4], "budget": ["limited", "adequate", None]})
    effects = Effects(columns, policy).of([rows])
    touched = effects.filter(kind="change", key="answers")
    assert touched["gained"].to_list() == [1]


def test_wrong_usage_ends_with_two():
    policy = ("--policy", "budget=limited")
    run("simulate", *policy, code=2)
    run("simulate", "--draw", "a", "--population", "b", *policy, code=2)
    run("simulate", "--draw", "a", code=2)
    for option in ("--rows", "--seed"):
        table = ("--population", "examples/tabel/provinsi-contoh.csv", option, "7", "--lang", "en")
        done = run("simulate", *table, *policy, code=2)
        assert b"--rows and --seed go with --draw" in done.stderr
    done = run(*COMMAND, "--by", "budgets", "--lang", "en", code=1)
    assert b"Did you mean" in done.stderr


def test_a_policy_that_no_pd_is_meant_by_is_told(columns, knowledge):
    """Of two policies one after the other, the second is judged by what the first has made."""
    texts = (
        "budget=limited",
        "perda_exists=yes where budget=adequate",
        "perda_exists=no where budget=limited and region=Melati",
    )
    counting = Effects(columns, parse_policies(knowledge.vocabulary, texts))
    rows = pl.DataFrame({ROW: [2, 3], "budget": ["limited", "adequate"], "@region": ["Melati", ""]})
    counting.of([rows, rows])
    assert counting.matched == [4, 0, 2]
    table = ("simulate", "--population", "examples/tabel/provinsi-contoh.csv", "--lang", "en")
    never = "perda_exists=yes where innovations_running=at least 99"
    for layout in ("table", "json", "csv"):
        done = run(*table, "--policy", never, "--policy", "budget=limited", "--format", layout)
        assert f"is meant by this policy: {never}" in done.stderr.decode()
        assert len(done.stderr.decode().splitlines()) == 1
    done = run(*table, "--policy", "budget=limited", "--format", "json")
    assert done.stderr == b""
    (matched,) = json.loads(done.stdout)["matched"]
    assert matched == json.loads(done.stdout)["population"]["pds"] > 0


def test_a_drawn_population_is_counted_by_its_own_groups(columns, spec, knowledge):
    policies = parse_policies(knowledge.vocabulary, ("budget=adequate",))
    population = DrawnPopulation(columns, Draw(columns, spec, 200, 1), "spec")
    simulation = simulate(population, policies, population.grouping)
    assert set(simulation.groups) == {"provinsi", "kabupaten", "kota"}


@pytest.mark.parametrize(
    ("where", "matched"),
    [
        ("region=Kabupaten Pangkajene dan Kepulauan", 1),
        ("region=kabupaten pangkajene  dan kepulauan and budget=limited", 1),
        ("budget=limited dan region=Kabupaten Pangkajene dan Kepulauan", 1),
        ("region=Pangkajene", 0),
        ("region=unknown", 1),
        ("budget=limited", 3),
    ],
)
def test_a_region_is_named_in_a_policy_as_people_write_it(tmp_path, where, matched):
    regions = ["Kabupaten Pangkajene dan Kepulauan", "", "Kota Kupang"]
    lines = [["region", "budget"], *([region, "limited"] for region in regions)]
    source = write_csv(tmp_path / "pd.csv", lines)
    policy = f"perkada_exists=yes where {where}"
    done = run("simulate", "--population", source, "--policy", policy, "--format", "json")
    assert json.loads(done.stdout)["matched"] == [matched]


def test_a_table_is_held_to_what_batch_holds_it_to(tmp_path):
    policy = ("--policy", "perkada_exists=yes", "--lang", "en")
    source = write_csv(tmp_path / "bad.csv", [["name", "budget"], ["A", "zz"], ["B", "yy"]])
    done = run("simulate", "--population", source, *policy, code=1)
    assert b"(2 rows refused)" in done.stderr
    assert done.stdout == b""
    source = write_csv(tmp_path / "x.csv", [["name", "budgets"], ["A", "limited"]])
    assert b"--keep" not in run("simulate", "--population", source, *policy, code=1).stderr
    source = write_csv(tmp_path / "t.csv", [["name", "budget"], ["A", "limited"], ["B", ""]])
    assert b"PDs without any answer: 1." in run("simulate", "--population", source, *policy).stdout
    book = xlsxwriter.Workbook(tmp_path / "two.xlsx")
    book.add_worksheet().write_column(0, 0, ["budget", "limited"])
    book.add_worksheet("Other").write(0, 0, "more")
    book.close()
    done = run("simulate", "--population", tmp_path / "two.xlsx", *policy)
    assert b"Not read: Other." in done.stderr


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("perda_exists", ["belum diketahui", "tidak", "ya"]),
        ("innovations_running", ["2 inovasi", "10 inovasi", "belum diketahui"]),
    ],
)
def test_groups_are_called_as_people_call_them_and_stand_in_order(tmp_path, by, groups):
    lines = [["perda_exists", "innovations_running"], ["yes", "10"], ["no", "2"], ["", ""]]
    source = write_csv(tmp_path / "pd.csv", [[*line, "A"] for line in lines])
    source.write_text(source.read_text("utf-8").replace("running,A", "running,name"), "utf-8")
    options = ("--policy", "budget=limited", "--by", by, "--format", "markdown")
    done = run("simulate", "--population", source, *options).stdout.decode()
    table = done.partition("## Menurut kelompok\n\n")[2].partition("\n\n")[0].splitlines()[2:]
    assert [line.split(" | ")[0].strip("| ") for line in table] == groups


def test_the_console_shows_numbers_as_the_other_forms_do(tmp_path):
    done = run(*COMMAND[:3], "--rows", "20000", "--policy", "budget=limited")
    cells = [cell.strip() for line in done.stdout.decode().splitlines() for cell in line.split("│")]
    assert any(re.fullmatch(r"\d{1,2}\.\d{3}", cell) for cell in cells)
    assert not [cell for cell in cells if re.fullmatch(r"\d{4,}", cell)]
