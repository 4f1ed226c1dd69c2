"""The wheel, the sdist and the editable install: the same advice, and nothing else importable."""

import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

from tests.cli.test_cli import CITY
from tests.commands import run
from tests.conftest import ROOT

pytestmark = pytest.mark.slow
STRAY = (
    "import importlib.util as u, sys;sys.exit(any(map(u.find_spec, ('cli', 'rules', 'knowledge'))))"
)


# The installed package is meant, whatever the tests themselves are run on.
ALONE = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def execute(*command, cwd, check=True):
    command = [str(part) for part in command]
    return subprocess.run(
        command, cwd=cwd, env=ALONE, capture_output=True, check=check, text=True
    ).stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist, and the wheel built from it."""
    folder = tmp_path_factory.mktemp("dist")
    execute(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory, built):
    """An empty environment outside the checkout with the wheel in it."""
    folder = tmp_path_factory.mktemp("empty")
    execute(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    pip = (folder / "venv/bin/python", "-m", "pip", "--disable-pip-version-check", "install")
    for name in ("build", "runtime"):
        pins = ROOT / f"requirements/{name}.txt"
        execute(*pip, "--require-hashes", "--no-build-isolation", "-r", pins, cwd=folder)
    execute(*pip, "--no-deps", built[0], cwd=folder)
    return folder


def test_the_wheel_holds_one_package_with_its_knowledge(built):
    names = zipfile.ZipFile(built[0]).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"advisor"}
    files = (path for top in ("rules", "knowledge") for path in (ROOT / top).rglob("*.yaml"))
    shipped = {path.relative_to(ROOT).as_posix() for path in files}
    assert {f"advisor/_data/{path}" for path in shipped} <= set(names)
    inside = (path for path in (ROOT / "advisor").rglob("*") if path.is_file())
    program = {path.relative_to(ROOT).as_posix() for path in inside if path.suffix != ".pyc"}
    assert program <= set(names)


def test_the_sdist_can_be_built_and_tested_from(built):
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"cli.py", "deploy", "rules", "knowledge", "tests", "requirements", "Makefile"} <= {
        name.split("/")[0] for name in names
    }


def test_the_installed_wheel_gives_the_same_advice_byte_for_byte(empty):
    python = empty / "venv/bin/python"
    for layout in ("json", "table", "markdown"):
        done = subprocess.run(
            [empty / "venv/bin/advisor", "advise", ROOT / CITY, "--format", layout],
            cwd=empty, env=ALONE, capture_output=True, check=True,
        )  # fmt: skip
        assert done.stdout == run("advise", CITY, "--format", layout).stdout
    where = execute(python, "-c", "import advisor; print(advisor.__file__)", cwd=empty)
    assert str(empty) in where


def test_the_installed_environment_is_sound_and_holds_no_stray_module(empty):
    python = empty / "venv/bin/python"
    assert "No broken requirements" in execute(python, "-m", "pip", "check", cwd=empty)
    execute(python, "-c", STRAY, cwd=empty)


def test_the_editable_install_exposes_the_package_only(tmp_path):
    if "site-packages" in run("--version").stderr.decode():
        pytest.skip("not an editable install")
    execute(sys.executable, "-c", STRAY, cwd=tmp_path)


def test_who_builds_on_the_package_has_its_types(empty):
    (empty / "consumer.py").write_text("import advisor\n\nnumber: int = advisor.load()\n")
    python = empty / "venv/bin/python"
    options = ("--strict", "--python-executable", python)
    told = execute(sys.executable, "-m", "mypy", *options, "consumer.py", cwd=empty, check=False)
    assert "Found 1 error" in told
    assert 'has type "Knowledge", variable has type "int"' in told
