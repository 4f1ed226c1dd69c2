"""What click says of its own accord, in the user's language: usage, wrong options, bad values."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

from advisor.cli.click_translation import MODULES
from advisor.common.messages import topic
from tests.cli.test_cli import CITY
from tests.commands import run

SPEAKING = ("exceptions", "formatting", "parser", "types")
ENGLISH = ("Usage", "Error", "Try", "Missing", "OPTIONS", "such", "Invalid", "Did", "required",
           "default", "ARGS", "INTEGER", "unexpected", "TEXT", "PATH", "FILE")  # fmt: skip


def own_messages(module):
    """Each text that a module of click's puts through gettext."""
    source = Path(find_spec("click").origin).with_name(f"{module}.py").read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str))


@pytest.mark.parametrize("module", SPEAKING)
def test_every_message_of_this_click_has_its_translation(module):
    known = {texts["en"] for texts in topic("click").values()}
    found = set(own_messages(module))
    assert found
    assert found <= known


def test_no_translation_is_left_over_from_another_click():
    said = {text for module in MODULES for text in own_messages(module)}
    names = {texts["en"] for key, texts in topic("click").items() if ".name-" in key}
    # Click keeps this one in a variable.
    assert {texts["en"] for texts in topic("click").values()} - names - said == {"required"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("advise",), "Kesalahan: Belum ada argumen 'BERKAS'."),
        (("advise",), "Pemakaian: advisor advise [PILIHAN] BERKAS"),
        (("advise",), "Lihat 'advisor advise --help' untuk bantuan."),
        (("report", CITY), "Belum ada pilihan '-o' / '--output'."),
        (("advise", CITY, "--hlep"), "Tidak ada pilihan '--hlep'. Mungkin maksudnya '--help'?"),
        (("advise", CITY, "--format", "x"), "'x' bukan salah satu dari 'text'"),
        (("advise", CITY, "more"), "Ada argumen yang tidak dikenal (more)"),
        (("advise", CITY, "--set"), "Pilihan '--set' memerlukan nilai."),
        (("audit", "show", "x"), "Nilai 'CATATAN' tidak dapat dipakai: 'x' bukan bilangan bulat."),
        (("audit", "show", "0"), "0 di luar rentang"),
        (("smallest-change", CITY, "--drop", "1", "--cap", "0"), "di luar rentang 1<=x<=1000."),
        (("docs", "build", "-o", "README.md"), "'README.md' adalah berkas, bukan folder."),
        (("explain", CITY, "1", "-o", "docs"), "'docs' adalah folder, bukan berkas."),
        (("audit",), "Pemakaian: advisor audit [PILIHAN] PERINTAH [ARGUMEN]..."),
    ],
    ids=str,
)
def test_wrong_usage_is_told_in_indonesian(arguments, said):
    done = run(*arguments)
    text = " ".join((done.stdout + done.stderr).decode().split())
    assert done.returncode == 2
    assert said in text
    assert not [word for word in ENGLISH if f" {word}" in text or f"[{word}" in text]


@pytest.mark.parametrize("command", ["report", "smallest-change", "simulate", "audit list"])
def test_help_has_no_english_left(command):
    text = run(*command.split(), "--help").stdout.decode()
    assert "Pemakaian: advisor" in text
    assert not [word for word in ENGLISH if f" {word}" in text or f"[{word}" in text]


def test_in_english_click_speaks_for_itself():
    done = run("report", CITY, "--lang", "en")
    assert "Error: Missing option '-o' / '--output'." in done.stderr.decode()
    assert "Usage: advisor report [OPTIONS] FILE" in done.stderr.decode()
    assert "[required]" in run("report", "--help", "--lang", "en").stdout.decode()


def test_the_environment_chooses_the_language_and_the_command_line_overrules_it():
    english = {"IPP_ADVISOR_LANG": "en"}
    assert "Missing argument" in run("advise", env=english).stderr.decode()
    assert "No such option" in run("advise", "--x", env=english).stderr.decode()
    assert "Belum ada argumen" in run("advise", "--lang", "id", env=english).stderr.decode()
    before = run("--lang", "id", "rules", "show", "REG-004", env=english).stdout.decode()
    assert "Maka disarankan" in before


def test_a_folder_before_the_command_overrules_the_environment(tmp_path):
    env = {"IPP_ADVISOR_KNOWLEDGE": str(tmp_path)}
    assert run("check", env=env).returncode == 1
    assert run("--knowledge", "examples/village-library", "check", env=env).returncode == 0
