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


def test_importing_the_package_loads_nothing_heavy():
    heavy = "experta|pydantic|rich|yaml|questionary"
    code = f"import advisor, sys; sys.exit(any(m in sys.modules for m in '{heavy}'.split('|')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_exported_names_are_all_there():
    import advisor

    assert all(getattr(advisor, name) for name in advisor.__all__)
    with pytest.raises(AttributeError):
        _ = advisor.nothing
