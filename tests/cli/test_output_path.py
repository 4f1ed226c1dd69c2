"""No command writes over what it reads, the ledger, the knowledge base or a key."""

import shutil

import click
import pytest

from advisor.cli.group import COMMANDS, advisor
from advisor.cli.output_path import OutputPath
from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def precious(tmp_path_factory):
    """A folder with a ledger, a key, a rule base, answers and a table."""
    folder = tmp_path_factory.mktemp("precious")
    run("advise", CITY, "--ledger", folder / "ledger.db")
    run("audit", "keygen", folder / "key.pem")
    for name in ("rules", "knowledge"):
        shutil.copytree(ROOT / name, folder / "base" / name)
    shutil.copy(ROOT / CITY, folder / "answers.yaml")
    (folder / "table.csv").write_text("name,budget\nDinas A,limited\n")
    return folder


def whole(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def commands(group, path=()):
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def writing():
    """Each command and option that names a file to write, with arguments that it would take."""
    policy = ["--population", "{table}", "--policy", "budget=adequate"]
    given = {"batch": ["{table}"], "simulate": policy,
             "explain": ["{answers}", "1"], "report": ["{answers}"], "graph": [], "template": [],
             "consult": [], "follow-up": ["{answers}"]}  # fmt: skip
    for path, command in commands(advisor):
        for param in command.params:
            if isinstance(param.type, OutputPath):
                option = param.opts[0] if isinstance(param, click.Option) else None
                yield path, option, given.get(path[-1], [])


CASES = list(writing())


def test_every_option_that_names_a_file_to_write_is_guarded():
    assert len(CASES) >= 12
    named = {("-o",), ("--save",), ("--summary",), ("--picture",), ("--generate",)}
    for path, command in commands(advisor):
        for param in command.params:
            if {tuple(param.opts[:1])} & named and getattr(param.type, "file_okay", True):
                assert isinstance(param.type, OutputPath), (path, param.opts)
    assert COMMANDS


@pytest.mark.parametrize(("path", "option", "more"), CASES)
@pytest.mark.parametrize("target", ["ledger.db", "key.pem", "base/rules/budget/BUD-001-*.yaml"])
def test_nothing_precious_is_written_over(precious, path, option, more, target):
    before = whole(precious)
    victim = next(precious.glob(target))
    files = {"table": precious / "table.csv", "answers": precious / "answers.yaml"}
    more = [item.format(**files) for item in more]
    output = [option, victim] if option else [victim]
    if "-o" not in output and path in (("batch",), ("follow-up",)):
        output += ["-o", precious / "new.csv"]
    done = run(*path, *more, *output, "--knowledge", precious / "base", "--lang", "en", stdin=b"")
    assert done.returncode == 1, done.stderr.decode()
    assert "Nothing was written" in done.stderr.decode()
    assert whole(precious) == before


@pytest.mark.parametrize("path", [["explain", "{}", "1"], ["report", "{}"], ["batch", "{table}"]])
def test_an_input_is_not_its_own_output_under_whatever_name(precious, path):
    before = whole(precious)
    table, answers = precious / "table.csv", precious / "answers.yaml"
    source = table if "{table}" in path else answers
    arguments = [item.format(answers, table=table) for item in path]
    link = precious.parent / f"link-{path[0]}{source.suffix}"
    link.symlink_to(source)
    for target in (source, link, source.parent / "." / source.name):
        done = run(*arguments, "-o", target, "--lang", "en")
        assert done.returncode == 1
        assert "is an input of the same command" in done.stderr.decode()
    assert whole(precious) == before


def test_two_outputs_of_one_name_are_refused(precious):
    new = precious / "x.json"
    done = run("batch", precious / "table.csv", "-o", new, "--summary", new, "--lang", "en")
    assert done.returncode == 1
    assert "Two outputs name the same file" in done.stderr.decode()
