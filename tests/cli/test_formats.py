"""One output contract: `--format text|json` in every command that gives a result."""

import json

import click
import pytest

from advisor.cli.group import advisor
from tests.cli.test_cli import CITY
from tests.cli.test_output_path import commands
from tests.commands import run

WITHOUT = {
    ("serve",): "serves until it is stopped",
    ("report",): "writes a file",
    ("template",): "writes a file",
    ("follow-up",): "changes something and says so",
    ("graph",): "draws; its forms are pictures",
    ("docs", "build"): "writes files",
    ("schema",): "prints JSON and nothing else",
    ("audit", "export"): "its forms are those of other programs",
    ("audit", "checkpoint"): "prints JSON and nothing else",
    ("audit", "keygen"): "changes something and says so",
    ("audit", "copy"): "changes something and says so",
    ("audit", "backup"): "changes something and says so",
    ("audit", "restore"): "changes something and says so",
    ("audit", "redact"): "changes something and says so",
    ("account", "add"): "changes something and says so",
    ("account", "lock"): "changes something and says so",
    ("account", "unlock"): "changes something and says so",
    ("account", "password"): "changes something and says so",
    ("account", "unpair"): "changes something and says so",
    ("account", "remove"): "changes something and says so",
    ("questionnaires", "forget"): "changes something and says so",
    ("knowledge", "new"): "changes something and says so",
    ("rules", "new"): "changes something and says so",
    ("rules", "format"): "changes something and says so",
    ("rules", "retire"): "changes something and says so",
    ("rules", "export"): "writes a file",
    ("rules", "import"): "changes something and says so",
    ("rules", "watch"): "runs until it is stopped",
    ("lesson", "quiz"): "asks a class",
}
"""Commands that give no result to be read by a program, with the reason."""
ALL = dict(commands(advisor))


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_that_gives_a_result_gives_it_as_text_and_as_json(path):
    option = next((p for p in ALL[path].params if "--format" in p.opts), None)
    if path in WITHOUT:
        assert option is None or "text" not in option.type.choices
        return
    assert isinstance(option, click.Option), "no --format"
    assert {"text", "json"} <= set(option.type.choices)
    assert path == ("explain",) or option.default == "text", "a picture's ending may choose"
    assert not {"table", "steps"} & set(option.type.choices), "one name for what people read"


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    run("advise", CITY, "--ledger", folder / "ledger.db")
    return {"ledger": folder / "ledger.db", "city": CITY}


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("audit verify --ledger {ledger}", {"schema", "whole", "records", "problems", "signature"}),
        ("audit replay 1 --ledger {ledger}", {"schema", "same", "records", "differing", "damaged"}),
        (
            "audit replay --all --today --ledger {ledger}",
            {"schema", "version", "changed", "damaged"},
        ),
        ("rules list", {"id", "layer", "status", "title", "sources"}),
        ("rules show REG-001", {"id", "when", "then", "sources"}),
        ("rules test --quick", {"schema", "whole", "cases", "covered", "faults"}),
        ("knowledge coverage", {"locator", "line", "rules", "steps", "terms"}),
        ("lesson list", {"id", "goal"}),
        ("lesson show unless-done", {"id", "goal", "answers", "expect"}),
        ("trace {city}", {"schema", "firings"}),
        ("advise {city} --no-ledger", {"schema", "steps"}),
    ],
)
def test_the_json_of_a_result_says_what_its_text_says(places, line, keys):
    arguments = line.format(**places).split()
    done = run(*arguments, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    assert keys <= (found[0] if isinstance(found, list) else found).keys()
    text = run(*arguments, "--format", "text", stdin=b"").stdout
    assert text
    assert text != done.stdout
    for earlier in ("table", "steps"):
        assert run(*arguments, "--format", earlier, stdin=b"").stdout == text
