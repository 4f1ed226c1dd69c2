"""`advisor knowledge new`: a base to begin with, that passes all that a base can be held to."""

import pytest

from tests.commands import run


@pytest.fixture
def base(tmp_path):
    folder = tmp_path / "deep" / "own"
    done = run("knowledge", "new", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize(
    "command",
    [("check",), ("check", "--deep"), ("rules", "format", "--check"), ("rules", "test"),
     ("rules", "list"), ("knowledge", "coverage")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_begun_passes_every_check(base, command):
    done = run(*command, "--knowledge", base)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_what_is_begun_gives_advice_at_once(base):
    done = run("advise", base / "facts.yaml", "--knowledge", base, "--no-ledger", "--lang", "en")
    assert "Write the plan" in done.stdout.decode()


@pytest.mark.parametrize("taken", ["file", "folder"])
def test_nothing_that_is_there_is_written_over(tmp_path, taken):
    path = tmp_path / "own"
    if taken == "folder":
        path.mkdir()
        (path / "notes.txt").write_text("mine", "utf-8")
    else:
        path.write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    done = run("knowledge", "new", path)
    assert done.returncode == 1
    assert str(path) in done.stderr.decode()
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_taken(tmp_path):
    assert run("knowledge", "new", tmp_path).returncode == 0
    assert run("check", "--knowledge", tmp_path).returncode == 0
