"""Every command as a process of its own says the same as in the tests' own process, and leaves no
database open.
"""

import shutil
from contextlib import suppress
from pathlib import Path

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
        assert not still_open(tmp_path)
        shutil.rmtree(tmp_path / "here")
    assert found[0] == found[1]
    assert found[0][0] in (0, 1, 2)


def still_open(folder):
    """The files in this folder that this process has open."""
    found = []
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(handle.readlink())
    return [path for path in found if path.is_relative_to(folder)]
