"""What bash, zsh and fish offer while a line is typed, asked for as their own scripts ask."""

import os
import shutil
import subprocess

import pytest

from tests.commands import run
from tests.conftest import ROOT

SHELLS = ("bash", "zsh", "fish")


def offered(line, shell="bash"):
    """The words that the shell is given for the last word of the line."""
    words = f"advisor {line}".split(" ")
    env = {"_ADVISOR_COMPLETE": f"{shell}_complete", "COMP_WORDS": " ".join(words),
           "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1)}  # fmt: skip
    done = run(env=env)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("ad", "advise"),
        ("rules sh", "show"),
        ("rules show REG-00", "REG-004"),
        ("explain examples/rsud-kabupaten.yaml hold", "hold-training"),
        ("why-not x.yaml REG-00", "REG-001"),
        ("smallest-change x.yaml --gain obst", "obstacle_budget"),
        ("advise x.yaml --set budget=l", "budget=limited"),
        ("what-if x.yaml --sweep perda", "perda_exists"),
        ("graph --topic reg", "regulation"),
        ("lesson show pre", "prerequisites"),
        ("audit list --step hold", "hold-training"),
        ("rules show --knowledge examples/village-library L", "LIB-001"),
        ("advise examples/rs", "file"),
    ],
)
def test_a_word_is_completed_from_the_commands_and_the_knowledge(line, word):
    assert word in offered(line)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_offered_the_rules(shell):
    assert "REG-004" in offered("rules show REG-00", shell)


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_reads_its_script(shell, tmp_path):
    done = run(env={"_ADVISOR_COMPLETE": f"{shell}_source"}, process=True)
    (tmp_path / "script").write_bytes(done.stdout)
    program = shutil.which(shell)
    if not program and not os.environ.get("CI"):
        pytest.skip(f"{shell} is not installed")
    subprocess.run([program, "-n", tmp_path / "script"], check=True, cwd=ROOT)


def test_a_base_that_cannot_be_read_offers_nothing():
    assert offered("rules show --knowledge /nowhere REG").strip() == ""
