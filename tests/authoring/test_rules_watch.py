"""`advisor rules watch` as its user has it: a process that runs, and an editor that saves."""

import os
import queue
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from tests.conftest import ROOT

WATCH = (sys.executable, "-m", "advisor", "rules", "watch")
PATIENCE = 30
GOOD = "No problem ("


class Watching:
    """The running command; `next` waits for the next line that it prints."""

    def __init__(self, base):
        self.process = subprocess.Popen(
            [*WATCH, "--lang", "en", "--knowledge", base],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def next(self):
        return self.lines.get(timeout=PATIENCE)

    def until(self, beginning):
        """The lines up to one that begins so: a save may be seen before it is whole."""
        seen = []
        while not seen or not seen[-1].startswith(beginning):
            seen.append(self.next())
        return seen


@pytest.fixture
def base(tmp_path):
    return shutil.copytree(ROOT / "examples" / "village-library", tmp_path / "base")


@pytest.fixture
def watching(base):
    running = Watching(base)
    yield running
    running.process.kill()
    running.process.wait()
    running.process.stdout.close()


@pytest.fixture
def rule(base):
    return min((base / "rules").rglob("*.yaml"))


def replaced(path, text):
    """A save as most editors do it: a new file beside the old one takes its name."""
    temporary = path.with_name(f".{path.name}.swp")
    temporary.write_text(text, "utf-8")
    os.replace(temporary, path)


def test_each_save_is_checked_again_whether_written_in_place_or_renamed(watching, rule):
    sound = rule.read_text("utf-8")
    assert watching.next().startswith(GOOD)
    for save in (lambda text: rule.write_text(text, "utf-8"), lambda text: replaced(rule, text)):
        save(sound.replace("status: active", "status: actve"))
        (*_, told) = watching.until(str(rule))
        assert "active" in told
        save(sound)
        assert watching.until(GOOD)[-1].startswith(GOOD)
    assert watching.process.poll() is None


def test_a_save_that_is_no_yaml_ends_nothing(watching, rule):
    sound = rule.read_text("utf-8")
    assert watching.next().startswith(GOOD)
    for broken in ("{", "\t", "\x00", "a: *b\n", "- " * 50):
        replaced(rule, broken)
        watching.until(str(rule))
    replaced(rule, sound)
    watching.until(GOOD)


def test_a_rule_that_comes_or_goes_is_seen(watching, rule):
    assert watching.next().startswith(GOOD)
    kept = rule.read_bytes()
    rule.unlink()
    assert not watching.next().startswith(GOOD)
    rule.write_bytes(kept)
    watching.until(GOOD)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_what_an_editor_keeps_beside_a_file_is_no_problem_and_a_misnamed_file_is(watching, rule):
    assert watching.next().startswith(GOOD)
    rule.with_name(f".#{rule.name}").symlink_to("author@host.1234:5678")
    rule.with_name(f"{rule.name}~").write_text("no rule", "utf-8")
    rule.with_suffix(".yml").write_text("no rule", "utf-8")
    assert watching.next().startswith(f"{rule.with_suffix('.yml')}: ")
    rule.with_suffix(".yml").unlink()
    watching.until(GOOD)


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix signals")
def test_ctrl_c_ends_it_without_a_word(watching):
    assert watching.next().startswith(GOOD)
    watching.process.send_signal(signal.SIGINT)
    assert watching.process.wait(PATIENCE) == 0
    assert watching.lines.empty()
