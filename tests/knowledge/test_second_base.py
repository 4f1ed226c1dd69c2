"""Another knowledge base runs on the same program, and no word of the shipped one shows."""

import hashlib

import pytest

from tests.cli.test_cli import run
from tests.conftest import ROOT

LIBRARY = ROOT / "examples" / "village-library"


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("advise", LIBRARY / "library.yaml"),
        ("advise", LIBRARY / "library.yaml", "--format", "json"),
        ("advise", LIBRARY / "library.yaml", "--format", "markdown"),
        ("explain", LIBRARY / "library.yaml", "mend-roof"),
        ("check", "--deep"),
        ("rules", "list"),
        ("rules", "show", "LIB-003"),
        ("rules", "test"),
        ("knowledge", "coverage"),
        ("schema", "facts"),
        ("schema", "advice"),
    ],
    ids=lambda command: " ".join(str(part) for part in command[:2]),
)
def test_each_command_runs_on_the_second_base(command):
    done = run(*command, "--knowledge", LIBRARY)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert text
    assert not any(word in text for word in ("Pelayanan Publik", "Perkada", "Pejabat"))


def test_a_consultation_runs_on_the_second_base():
    done = run("consult", "--plain", "--knowledge", LIBRARY, stdin=b"1\n40\n\n")
    assert done.returncode == 0, done.stderr.decode()
    assert "Perbaiki atap" in done.stdout.decode()


def test_its_locators_point_into_its_own_text():
    from advisor.knowledge.loader import load

    base = load(LIBRARY / "rules", LIBRARY / "knowledge")
    content = (LIBRARY / base.article.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == base.article.sha256
    lines = content.decode().splitlines()
    assert all(lines[s.line - 1].strip() for s in base.statements.values())
