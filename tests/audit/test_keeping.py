"""What the database did not keep is never said to be recorded."""

import pytest

from advisor.audit.ledger import Ledger
from advisor.audit.verify import verify
from advisor.common.errors import AdvisorError
from tests.commands import run
from tests.conftest import ROOT
from tests.ledgers import filled, raw, states

CITY = ROOT / "examples" / "badan-kabupaten-serba-kurang.yaml"
SWALLOW = "CREATE TRIGGER stranger BEFORE INSERT ON {} BEGIN SELECT RAISE(IGNORE); END"


@pytest.mark.parametrize("table", ["blob", "mention", "personal", "record"])
def test_a_row_that_is_swallowed_undoes_the_record_and_says_so(tmp_path, knowledge, table):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with raw(path, guarded=True) as connection:
        connection.execute(SWALLOW.format(table))
    facts, advice = list(states(knowledge, 2, seed=9))[1]
    with Ledger.writing(path) as ledger:
        with pytest.raises(AdvisorError) as caught:
            ledger.record(knowledge, facts, advice, "Siti")
        assert ledger.head()[0] == 2
    assert caught.value.problems[0].message.key in ("ledger.not-kept", "ledger.damaged")
    with Ledger.reading(path) as ledger:
        assert [dict(p.parameters)["name"] for p in verify(ledger).problems] == ["stranger"]


def test_on_the_command_line_the_advice_comes_with_a_warning_and_the_code_of_bad_input(
    tmp_path, knowledge
):
    path = filled(tmp_path / "l.db", knowledge, 2)
    with raw(path, guarded=True) as connection:
        connection.execute(SWALLOW.format("record"))
    done = run("advise", CITY, "--ledger", path, "--lang", "en")
    assert (done.returncode, bool(done.stdout)) == (1, True)
    assert b"NOT recorded" in done.stderr
    assert b"did not keep this record" in done.stderr
