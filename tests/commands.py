"""The program's commands, run here and now or as a process of their own."""

import os
import subprocess
import sys
from contextlib import chdir
from functools import cache
from unittest import mock

from click.testing import CliRunner

from advisor.cli.group import advisor
from advisor.common.locations import knowledge_folder, rules_folder
from advisor.knowledge import loader
from tests.conftest import ROOT

OF_A_PROCESS = {"PYTHONHASHSEED", "PYTHONPATH"}
"""What only a new interpreter hears."""


def run(*arguments, stdin=b"", env=None, cwd=ROOT, process=False):
    """A command's exit code and bytes. It runs in this process unless it has to have its own."""
    env = {"PYTHONIOENCODING": "utf-8", **(env or {})}
    if process or OF_A_PROCESS & env.keys():
        return subprocess.run(
            [sys.executable, "-m", "advisor", *map(str, arguments)],
            input=stdin, capture_output=True, cwd=cwd, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        )  # fmt: skip
    with chdir(cwd), mock.patch.object(loader, "load", _load):
        done = CliRunner().invoke(advisor, [*map(str, arguments)], input=stdin, env=env)
    return subprocess.CompletedProcess(
        arguments, done.exit_code, done.stdout_bytes, done.stderr_bytes
    )


def _load(rules=None, knowledge=None, real=loader.load):
    """The shipped base is read once: no test writes to it."""
    if (rules, knowledge) == (None, None):
        return _shipped(rules_folder(), knowledge_folder())
    return real(rules, knowledge)


_shipped = cache(loader.load)
