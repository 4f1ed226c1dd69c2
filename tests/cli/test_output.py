"""Output that cannot be written: one message and a documented exit code, whatever the command."""

import os
import subprocess
import sys

import click
import pytest

from advisor.cli.group import advisor
from tests.cli.test_cli import CITY
from tests.conftest import ROOT

FULL = "/dev/full"
pytestmark = pytest.mark.skipif(not os.path.exists(FULL), reason="needs a device that is full")


def paths(group=advisor, before=()):
    """Each command and group as the words that call it."""
    yield before
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from paths(command, (*before, name))
        else:
            yield (*before, name)


@pytest.mark.parametrize("words", [*paths()], ids=" ".join)
def test_help_that_cannot_be_written_is_told_like_any_failure(words, monkeypatch, capsys):
    with open(FULL, "w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(SystemExit) as ended:
            advisor.main([*words, "--help", "--lang", "id"])
    assert ended.value.code == 1
    assert "ruang penyimpanan habis" in capsys.readouterr().err


def written_to(arguments, out, err=subprocess.PIPE):
    with open(out, "wb") as stream:
        return subprocess.run(
            [sys.executable, "-m", "advisor", *arguments],
            stdin=subprocess.DEVNULL, stdout=stream, stderr=err, cwd=ROOT, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [("--version",), ("--help",), ("advise", CITY, "--format", "json"), ("schema", "facts"),
     ("rules", "show", "REG-004"), ("explain", CITY, "1"), ("graph", "--rule", "REG-004"),
     ("advise", CITY, "--format", "markdown")],
    ids=" ".join,
)  # fmt: skip
def test_a_full_disk_gets_one_line(arguments):
    done = written_to(arguments, FULL)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert lines == ["-: sistem menolak (ruang penyimpanan habis). "
                     "Periksa nama, izin, dan sisa ruang penyimpanan."]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("nonsense",), 2), (("advise",), 2), (("advise", "nowhere.yaml"), 1), (("--version",), 0)],
    ids=str,
)
def test_a_message_that_cannot_be_written_leaves_the_exit_code(tmp_path, arguments, code):
    with open(FULL, "wb") as full:
        assert written_to(arguments, tmp_path / "out", full).returncode == code


def test_a_reader_who_has_gone_is_no_news():
    read, write = os.pipe()
    os.close(read)
    done = written_to(("rules", "list"), write)
    assert (done.returncode, done.stderr) == (1, b"")
