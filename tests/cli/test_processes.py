"""Every command as a process of its own says what it says when the tests run it in theirs."""

import shutil

import pytest

from tests.cli.lines import names_in
from tests.cli.test_fuzz import COMMANDS, whole, words
from tests.commands import run

__all__ = ["whole"]

OF_ITS_MOMENT = {"audit checkpoint", "audit keygen", "audit copy", "questionnaires forget"}
"""What these say holds a time, a key or a hash made now."""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_the_same_as_a_process(command, whole, tmp_path):
    found = []
    for process in (False, True):
        shutil.copytree(whole, tmp_path / "here")
        line = words(command, names_in(tmp_path / "here"))
        if command in ("serve", "rules watch"):
            line.append("--unknown-option")
        done = run(*line, "--lang", "id", cwd=tmp_path, process=process)
        told = (done.stdout, done.stderr) if command not in OF_ITS_MOMENT else ()
        found.append((done.returncode, *told))
        shutil.rmtree(tmp_path / "here")
    assert found[0] == found[1]
    assert found[0][0] in (0, 1, 2)
