"""Progress of whole regions: what the tables count is what each PD's own progress says."""

import json
from collections import Counter
from random import Random
from xml.etree import ElementTree

import pytest

from advisor.advice.facts import facts_from
from advisor.explanation.situation import Situation
from advisor.follow_up.progress import Progress
from advisor.tables.progress.regions import compare_tables
from tests.pds import cells, population, run, write_csv
from tests.states import consistent_answers, sample_values

STOPPED = ("out-of-scope", "contradictory")


def later(knowledge, rows, seed=5):
    """The same PDs some months later: done-facts grow, a few other answers change."""
    random = Random(seed)
    for name, region, answers in rows:
        now = dict(answers)
        for term in random.sample(list(knowledge.done_facts), random.choice((0, 2, 5))):
            now[term] = True
        for term in random.sample(list(knowledge.vocabulary.asked), random.choice((0, 1, 3))):
            now[term] = random.choice(sample_values(knowledge.vocabulary.asked[term]))
        yield name, region, now


def written(path, knowledge, rows):
    return write_csv(path, cells(knowledge, rows))


@pytest.fixture(scope="module")
def rows(knowledge):
    random = Random(8)
    sound = [(f"Dinas {n}", "Kabupaten Melati", consistent_answers(knowledge, random))
             for n in range(40)]  # fmt: skip
    for _, _, answers in sound:
        answers["government_level"] = "kabupaten"
    return [*population(knowledge, 60), *sound]


def counted(knowledge, before, after):
    """By region and by what happened, over each PD's own progress."""
    regions, steps = {}, Counter()
    for (_, region, old), (_, _, new) in zip(before, after, strict=True):
        count = regions.setdefault(region, Counter())
        count["pds"] += 1
        progress = Progress.between(*(Situation.of(knowledge, facts_from(a)) for a in (old, new)))
        if {progress.before.advice.status, progress.after.advice.status} & set(STOPPED):
            count["stopped"] += 1
            continue
        count["moved"] += progress.before.plan != progress.after.plan
        for kind in ("done", "gone", "new"):
            count[kind] += len(progress.of(kind))
            steps.update((kind, step) for step in progress.of(kind))
        for item in progress.obstacles:
            was, now = item.before is True, item.after is True
            if was is not now:
                count[f"{item.term}:{'gone' if was else 'new'}"] += 1
    return regions, steps


def test_every_count_is_that_of_the_pds_own_progress(tmp_path, knowledge, rows):
    after = list(later(knowledge, rows))
    shuffled = Random(1).sample(after, len(after))
    found = compare_tables(
        knowledge,
        written(tmp_path / "before.csv", knowledge, rows),
        written(tmp_path / "after.csv", knowledge, shuffled),
    )
    regions, steps = counted(knowledge, rows, after)
    assert sorted(regions) == list(found.regions)
    for region, wanted in regions.items():
        row = {name: n for name, n in found.regions[region].items() if not name.endswith(":there")}
        assert row == {name: wanted[name] for name in row}
        assert not set(wanted) - set(row)
    for kind in ("done", "gone", "new"):
        assert dict(found.steps(kind)) == {s: n for (k, s), n in steps.items() if k == kind}
    assert all(found.whole[name] for name in ("moved", "done", "gone", "new", "stopped"))
    assert found.alone == ((), ())


def test_pds_in_one_table_alone_and_names_that_come_twice_are_told(tmp_path, knowledge, rows):
    before = rows[:6]
    after = [*later(knowledge, rows[1:6]), ("Dinas Baru", "Mawar", {}), rows[3]]
    paths = [
        written(tmp_path / name, knowledge, table)
        for name, table in (("before.csv", before), ("after.csv", after))
    ]
    found = compare_tables(knowledge, *paths)
    assert found.after.repeated == (rows[3][0],)
    assert found.alone == ((rows[0][0], rows[3][0]), ("Dinas Baru",))
    told = run("progress", *paths, "--lang", "en").stdout.decode()
    assert "Only in the second table: 1 PD (Dinas Baru)" in " ".join(told.split())
    assert "In several rows of the second table" in told
    assert found.whole["pds"] == 4


def test_case_spaces_and_abbreviations_of_a_region_do_not_part_a_pd(tmp_path, knowledge):
    answers = {"government_level": "kabupaten", "budget": "limited"}
    old = [("Dinas  Kesehatan", "Kab. Belu", answers)]
    new = [("DINAS KESEHATAN", "kabupaten  belu", {**answers, "budget": "adequate"})]
    found = compare_tables(
        knowledge,
        written(tmp_path / "a.csv", knowledge, old),
        written(tmp_path / "b.csv", knowledge, new),
    )
    assert found.whole["pds"] == 1
    assert found.whole["obstacle_budget:gone"] == 1


def test_the_command_writes_what_the_summary_writes(tmp_path, knowledge, rows):
    paths = [
        written(tmp_path / "before.csv", knowledge, rows),
        written(tmp_path / "after.csv", knowledge, list(later(knowledge, rows))),
    ]
    found = json.loads(run("progress", *paths, "--format", "json").stdout)
    assert found["schema"] == "region-progress/1"
    assert sum(region["done"] for region in found["regions"]) == found["whole"]["done"]
    assert sum(found["steps"]["done"].values()) == found["whole"]["done"]
    for form in ("svg", "html", "md", "json"):
        path = tmp_path / f"regions.{form}"
        run("progress", *paths, "--picture", path)
        first = path.read_bytes()
        run("progress", *paths, "--picture", path)
        assert path.read_bytes() == first
    root = ElementTree.fromstring((tmp_path / "regions.svg").read_text("utf-8"))
    assert len(root.findall("{http://www.w3.org/2000/svg}g")) == 3
    assert run("progress", *paths, "--format", "markdown").stdout.startswith(b"# ")


def test_a_mapping_counts_for_both_tables(tmp_path, knowledge):
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "columns:\n  Nama OPD: name\n  Pemda: region\n  Tingkat: government_level\n"
        "  Dana: budget\n",
        "utf-8",
    )
    head = ["Nama OPD", "Pemda", "Tingkat", "Dana"]
    paths = [
        write_csv(tmp_path / f"{name}.csv", [head, ["Dinas A", "Belu", "kabupaten", budget]])
        for name, budget in (("before", "limited"), ("after", "adequate"))
    ]
    found = json.loads(run("progress", *paths, "--mapping", mapping, "--format", "json").stdout)
    assert found["whole"]["obstacles"]["obstacle_budget"]["gone"] == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([["region", "budget"], ["Belu", "limited"]], "column of PD names"),
        ([["name", "budget"], ["A", "very"]], "No row can be read (1 refused)"),
        ([["name", "budjet"], ["A", "limited"]], "budjet"),
    ],
)
def test_a_table_that_cannot_be_compared_is_told(tmp_path, knowledge, rows, lines, said):
    good = written(tmp_path / "good.csv", knowledge, rows[:3])
    bad = write_csv(tmp_path / "bad.csv", lines)
    for pair in ((good, bad), (bad, good)):
        assert said in run("progress", *pair, "--lang", "en", code=1).stderr.decode()
    mixed = run("progress", good, "1", "--lang", "en", code=2)
    assert "table with a table" in mixed.stderr.decode()
