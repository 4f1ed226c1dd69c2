"""Importing experta leaves nothing patched and configures nobody's logging."""

import subprocess
import sys

import pytest

SAY = (
    "import collections, logging; {}; print(hasattr(collections, 'Mapping'), logging.root.handlers)"
)


def say(statement):
    done = subprocess.run(
        [sys.executable, "-c", SAY.format(statement)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_nothing_stays_patched_and_logging_is_left_alone():
    assert say("import advisor.inference.engine") == "False []"


def test_handlers_of_the_host_stay():
    assert say("logging.basicConfig(); import advisor.inference.engine").startswith(
        "False [<StreamHandler"
    )


def test_without_the_shim_experta_does_not_import():
    done = subprocess.run(
        [sys.executable, "-c", "import experta"], capture_output=True, check=False
    )
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("begins", "heavy"),
    [
        ("import advisor", "experta|pydantic|rich|yaml|questionary"),
        ("from advisor.cli.group import advisor; advisor(['--help'], standalone_mode=False)",
         "experta|pydantic|rich|polars|jinja2|advisor.knowledge"),
    ],
)  # fmt: skip
def test_the_package_and_its_help_load_nothing_heavy(begins, heavy):
    code = f"{begins}\nimport sys; sys.exit(any(m in sys.modules for m in {heavy.split('|')}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_exported_names_are_all_there():
    import advisor

    assert all(getattr(advisor, name) for name in advisor.__all__)
    with pytest.raises(AttributeError):
        _ = advisor.nothing
