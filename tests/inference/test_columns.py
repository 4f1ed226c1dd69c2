"""The columns say, for whole tables, what the evaluator and the ranking say for one PD."""

import pickle
import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.common.errors import AdvisorError
from advisor.inference.columns import Columns
from advisor.knowledge.rule import URGENCIES
from tests.bases import random_base
from tests.populations import differences, expected, population
from tests.scale import sampled
from tests.states import partial_answers

ROWS = sampled(whole=20_000, ordinary=2_000)


@pytest.fixture(scope="module")
def columns(knowledge):
    return Columns(knowledge)


def table_of(columns, rows):
    return pl.DataFrame(
        [{t: row.get(t) for t in columns.schema()} for row in rows], columns.schema()
    )


@pytest.mark.slow
def test_columns_and_evaluator_agree_on_thousands_of_rows(columns):
    table = population(columns, ROWS, seed=11)
    assert differences(columns, table) == []
    statuses = columns.plans(table)["status"].value_counts()
    assert statuses.height >= 4
    assert statuses["count"].min() > ROWS / 100


@settings(max_examples=60)
@given(rows=st.lists(partial_answers(), max_size=20))
def test_columns_and_evaluator_agree_on_any_rows(columns, rows):
    assert differences(columns, table_of(columns, rows)) == []


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 12), rules=st.integers(1, 40))
def test_they_agree_on_any_rule_base(seed, steps, rules):
    columns = Columns(random_base(seed, steps=steps, rules=rules))
    assert differences(columns, population(columns, 40, seed)) == []


def test_an_undecided_rule_that_advises_nothing_leaves_no_question_open():
    seen = 0
    for seed in range(12):
        columns = Columns(random_base(seed, steps=1, rules=6))
        rules = [rule.id for rule in columns.knowledge.rules]
        table = population(columns, 100, seed)
        finished = columns.plans(table).filter(pl.col("status") == "nothing-to-do")
        seen += finished.filter(pl.any_horizontal(pl.col(rules).is_null())).height
        assert differences(columns, table) == []
    assert seen > 20


@pytest.mark.slow
def test_they_agree_on_a_rule_base_too_large_for_one_word(knowledge):
    """So many steps before one step that neither its key nor its entry fits 63 bits."""
    columns = Columns(random_base(5, steps=90, rules=400, chained=True))
    graph = columns._planner.graph
    assert max(len(earlier) for earlier in graph.earlier.values()) > 60
    assert graph.depth == len(URGENCIES)
    assert differences(columns, population(columns, 300, 5)) == []


def test_a_missing_column_is_not_known(columns):
    table = pl.DataFrame({"name": ["A"], "government_level": ["kabupaten"]})
    row = columns.plans(table).row(0, named=True)
    wanted = expected(columns.knowledge, {"government_level": "kabupaten"})
    assert {name: row[name] for name in wanted} == wanted
    assert row["name"] == "A"


def test_columns_that_are_no_terms_pass_through_in_place(columns):
    table = population(columns, 10, 1).with_row_index("pd")
    planned = columns.plans(table)
    assert planned.columns == [*table.columns, *columns.results()]
    assert planned.select(table.columns).equals(table)
    assert columns.results() == {name: planned.schema[name] for name in columns.results()}


def test_a_row_has_the_same_plan_in_any_company(columns):
    table = population(columns, 3000, 2)
    alone = pl.concat([columns.plans(row) for row in table.head(15).iter_slices(1)])
    assert columns.plans(table).head(15).equals(alone)
    backwards = columns.plans(table.reverse()).reverse()
    assert columns.plans(table).equals(backwards)


def test_an_empty_table_gives_an_empty_table(columns):
    planned = columns.plans(pl.DataFrame(schema=columns.schema()))
    assert planned.height == 0
    assert list(planned.columns) == [*columns.schema(), *columns.results()]


def test_a_column_named_as_a_result_is_refused(columns):
    rule = columns.knowledge.rules[0].id
    for run in (columns.plans, columns.outcomes):
        with pytest.raises(AdvisorError, match=rule):
            run(pl.DataFrame({rule: [1]}))


def test_from_disk_to_disk_is_the_same_as_in_memory(columns, tmp_path):
    table = population(columns, 5000, 3)
    table.write_parquet(tmp_path / "in.parquet")
    columns.plans(pl.scan_parquet(tmp_path / "in.parquet")).sink_parquet(tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").equals(columns.plans(table))
    lazy = columns.outcomes(pl.scan_parquet(tmp_path / "in.parquet")).collect()
    assert lazy.equals(columns.outcomes(table))


@pytest.mark.parametrize(
    ("module", "library", "extra"),
    [
        ("advisor.inference.columns", "polars", "[batch]"),
        ("advisor.inference.columns", "numpy", "[batch]"),
        ("advisor.inference.columns.cluster", "distributed", "[batch,cluster]"),
    ],
)
def test_a_missing_library_is_named_with_the_extra_that_brings_it(module, library, extra):
    code = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from advisor.common.errors import AdvisorError\n"
        "from advisor.common.messages import describe\n"
        f"try: import {module}\n"
        "except AdvisorError as error: print(describe(error.problems[0], 'en'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{library}: ")
    assert extra in done.stdout


def test_compiled_expressions_travel_to_another_process(columns):
    table = population(columns, 200, 4)
    assert pickle.loads(pickle.dumps(columns)).plans(table).equals(columns.plans(table))
