"""Every command of the READMEs and of docs/commands.md is run; both languages show the same."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.conftest import ROOT

READMES = ("README.md", "README.id.md")
PAGES = (READMES, ("docs/commands.md", "docs/commands.id.md"))
"""In both languages."""


def commands(name):
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"```console\n(.*?)```", text, re.S)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def recorded():
    """A ledger with a consultation in it, for the commands that read one."""
    run("advise", "examples/rsud-kabupaten.yaml")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    """Stands for /tmp, where an earlier version may have left its files."""
    return tmp_path_factory.mktemp("readme")


SHOWN = dict.fromkeys(c for page, _ in PAGES for c in commands(page) if c.startswith("advisor"))


@pytest.mark.parametrize("command", SHOWN)
def test_each_command_that_is_shown_works(command, recorded, scratch):
    scripts = Path(sys.executable).parent
    command = command.replace("/tmp/", f"{scratch}/")
    env = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout


@pytest.mark.parametrize("pages", PAGES, ids=str)
def test_the_indonesian_page_shows_no_command_that_the_english_one_lacks(pages):
    english = {command.removesuffix(" --lang en") for command in commands(pages[0])}
    assert set(commands(pages[1])) <= english


def test_the_example_of_what_if_changes_the_plan():
    for command in SHOWN:
        if command.startswith("advisor what-if"):
            told = run(*command.split()[1:], "--format", "json").stdout
            assert json.loads(told)["gone"]


@pytest.mark.parametrize("page", [page for pages in PAGES for page in pages])
def test_every_link_leads_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_make_has_the_two_commands_of_the_readme():
    made = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M)
    for name in READMES:
        wanted = {c.split()[1] for c in commands(name) if c.startswith("make")}
        assert wanted == {"demo", "test"}
        assert wanted <= set(made)
    assert "make test" in (ROOT / ".ci/run").read_text()


def test_the_python_example_runs():
    code = re.findall(r"```python\n(.*?)```", (ROOT / PAGES[1][0]).read_text("utf-8"), re.S)
    done = subprocess.run(
        [sys.executable, "-c", code[0]], cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout.decode().startswith("1 ")


def test_the_count_in_the_readmes_is_true(knowledge):
    for name in READMES:
        assert f"{len(knowledge.statements)}" in (ROOT / name).read_text("utf-8")
