"""Whatever is typed and wherever output fails: words in the user's language, a documented code."""

import os
import re
import shutil
import subprocess
import sys
from random import Random

import pytest
from click.testing import CliRunner

from advisor.cli.group import advisor
from tests.cli.lines import LINES, every_command, names_in, own_base
from tests.conftest import ROOT
from tests.harms import broken
from tests.scale import sampled

SEEDS = sampled(whole=500, ordinary=120)
COMMANDS = every_command()
DOCUMENTED = {0, 1, 2}
HOSTILE = (
    "", " ", "-", "--", "-o", "\x1b[31m", "\u202e", "\udcff", "é", "印", "0",
    "-1", "1e9", "99999999999999999999", "1.5", "nan", "=1+1", "a=b", "=", "books=", "books=x",
    "books=-1", "books=5=5", "*", "[", "{x}", "%s", "~", "x" * 300, "/dev/null", "/dev/full",
    "/nowhere/x.yaml", "2026-13-45", "2026-01-01T99", "LIB-01", "LIB-0O1", "buy-bokos", "roof_leak",
    "sqlite://", "postgresql://", "http://[", ":memory:", "file:x?mode=ro", "x.xlsx", "x.docx",
    "x.unknown", "roof_leaks=no where region", "--fromat", "--sett", "--help=x", "--lang", "--all",
)  # fmt: skip
CONTENTS = (
    b"", b"\n", b"\x00" * 9, b"\xff\xfe", "name;books\nA;5\n".encode("utf-16"), b"[" * 5000,
    b"a: &x [*x]", b"a: 1\na: 2", b"answers: {books: 5", b"answers: [1]", b"answers: {1: 2}",
    b"? [a]\n: b", b"!!python/object:os.system x", b"a: 2026-99-99", b"- 1\n- 2", b"PK\x03\x04",
    b"SQLite format 3\x00", b"name,name\n1,2\n", b'"', b"{}", b"null", b"%PDF-1.4", b"<html>",
)  # fmt: skip

ENGLISH = set(re.findall(r"\w+", "the is are and not cannot must with was this that of"))
INDONESIAN = set(re.findall(r"\w+", "tidak yang dan atau untuk dengan berkas bukan harus dapat"))
WORD = re.compile(r"(?<![\w.\-/=\[\]{}%'*])[a-z]+(?![\w.\-/=\[\]{}%'*])")


def test_every_command_has_a_line():
    assert sorted(LINES) == sorted(COMMANDS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A base, answers, a table, a ledger with a record, a checkpoint, accounts: all whole."""
    folder = tmp_path_factory.mktemp("fuzz")
    names = own_base(folder)
    base = ("--knowledge", names["base"], "--ledger", names["ledger"])
    begin = (
        (("advise", names["facts"], *base), None),
        (("audit", "checkpoint", "-o", names["checkpoint"], *base), None),
        (("account", "add", "somebody", "--role", "auditor", "--database",
          f"sqlite:///{names['base']}/app.db"), "a long pass phrase of some words\n" * 2),
    )  # fmt: skip
    for line, typed in begin:
        done = CliRunner().invoke(advisor, [*map(str, line)], input=typed)
        assert done.exit_code == 0, done.output
    return folder


def words(command, names):
    """The line as typed, on the given files."""
    line = [*command.split(), *LINES[command].format(**names).split()]
    if takes_ledger(command):
        line += ["--ledger", str(names["ledger"])]
    return [*line, "--knowledge", str(names["base"])]


def takes_ledger(command):
    return command.split()[0] in ("consult", "advise", "report", "audit", "serve") and (
        command != "audit keygen" and command != "audit copy"
    )


def mistyped(line, depth, random):
    """The line with a word after the command's name left out, put in, replaced or doubled."""
    place = random.randrange(depth, len(line) + 1)
    match random.choice(("out", "in", "other", "other", "twice", "cut")):
        case "out":
            return line[:place] + line[place + 1 :]
        case "in":
            return [*line[:place], random.choice(HOSTILE), *line[place:]]
        case "other":
            return [*line[:place], random.choice(HOSTILE), *line[place + 1 :]]
        case "twice":
            return [*line[:place], *line[place : place + 1] * 2, *line[place + 1 :]]
        case _:
            return line[:place]


def spoilt(folder, random):
    """One file is no longer what it was."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = random.choice(files)
    match random.choice(("content", "bytes", "bytes", "bytes", "gone", "folder", "loop")):
        case "content":
            path.write_bytes(random.choice(CONTENTS))
        case "bytes":
            path.write_bytes(broken(path.read_bytes(), random))
        case "gone":
            path.unlink()
        case "folder":
            path.unlink()
            path.mkdir()
        case _:
            path.unlink()
            path.symlink_to(path.name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_bad_input_gets_words_of_one_language_and_a_documented_code(seed, whole, tmp_path):
    random = Random(seed)
    command = COMMANDS[seed % len(COMMANDS)]
    for language in ("id", "en"):
        state = random.getstate()
        folder = tmp_path / language
        shutil.copytree(whole, folder)
        names = names_in(folder)
        line = words(command, names)
        if command in ("serve", "rules watch") or random.random() < 0.6:
            line = mistyped(line, len(command.split()), random)
        if random.random() < 0.5:
            spoilt(folder / "base", random)
        if command in ("serve", "rules watch"):
            line.append("--unknown-option")
        line += ["--lang", language]
        os.chdir(tmp_path)
        done = CliRunner().invoke(advisor, line, input="")
        told = f"{seed}: {line}\n{done.stdout[-2000:]}\n{done.stderr}"
        assert done.exit_code in DOCUMENTED, told
        assert "Traceback" not in done.output, told
        assert done.exit_code == 0 or done.output, told
        foreign = ENGLISH if language == "id" else INDONESIAN
        # Click names a kind of path once a process, which has one language outside of tests.
        said = done.stderr.replace("Berkas '", "File '").replace("File '", "'").lower()
        assert not foreign & set(WORD.findall(said)), told
        random.setstate(state)


WAYS = {
    "standard output on a full disk": '"$@" > /dev/full',
    "standard output closed": '"$@" >&-',
    "a reader that has gone": '"$@" | true',
    "messages on a full disk": '"$@" 2> /dev/full',
    "nothing open": '"$@" >&- 2>&- <&-',
    "letters of ASCII alone": 'LC_ALL=C PYTHONUTF8=0 PYTHONIOENCODING=ascii:strict "$@"',
    "no file of any size": 'ulimit -f 0; "$@"',
    "files of four kilobytes": 'ulimit -f 4; "$@"',
    "a folder that is gone": 'mkdir gone; cd gone; rmdir ../gone; "$@"',
    "no place for what is passing": 'TMPDIR=/nowhere "$@"',
    "no home": 'HOME=/dev/null XDG_DATA_HOME=/dev/null/x XDG_STATE_HOME=/dev/null/x "$@"',
}
WRITING = ("consult", "advise", "report", "batch", "explain", "audit export", "audit checkpoint",
           "template", "simulate", "docs build", "rules list", "knowledge new")  # fmt: skip
FAILING = [(way, command) for place, way in enumerate(WAYS) for command in WRITING[place % 2 :: 2]]


@pytest.mark.slow
@pytest.mark.parametrize(("way", "command"), FAILING, ids=str)
def test_output_that_fails_gets_words_of_one_language_and_loses_nothing(
    way, command, whole, tmp_path
):
    shutil.copytree(whole, tmp_path / "x")
    names = names_in(tmp_path / "x")
    before = {path: path.read_bytes() for path in names["base"].glob("*.yaml")}
    line = [sys.executable, "-m", "advisor", *words(command, names), "--lang", "id"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    env.pop("IPP_ADVISOR_LEDGER")
    shell = ["bash", "-c", f"set -o pipefail; {WAYS[way]}", "bash", *line]
    done = subprocess.run(
        shell, cwd=tmp_path, env=env, input=b"", capture_output=True, check=False, timeout=120
    )
    told = f"{done.returncode}\n{done.stdout[-999:].decode()}\n{done.stderr.decode()}"
    assert done.returncode in DOCUMENTED, told
    assert b"Traceback" not in done.stdout + done.stderr, told
    assert b"Exception" not in done.stderr, told
    assert not ENGLISH & set(WORD.findall(done.stderr.decode().lower())), told
    assert before == {path: path.read_bytes() for path in names["base"].glob("*.yaml")}


def test_fifty_ways_of_failing_output_are_tried():
    assert len(FAILING) >= 50
    assert {command for _, command in FAILING} == set(WRITING)
