"""Files are replaced whole or not at all."""

import os
import stat
import subprocess
import sys

import pytest

from advisor.common.errors import AdvisorError
from advisor.common.files import check_writable, fill_atomically, write_atomically
from tests.conftest import ROOT


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_gets_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path):
    path = tmp_path / "plan.md"
    before = os.umask(0o027)
    try:
        write_atomically(path, "one")
    finally:
        os.umask(before)
    assert mode(path) == 0o640
    path.chmod(0o604)
    write_atomically(path, "two")
    assert (path.read_text(), mode(path)) == ("two", 0o604)


@pytest.mark.parametrize("name", ["missing/plan.md", "file/plan.md", "folder"])
def test_what_cannot_be_written_is_said_and_leaves_nothing_behind(tmp_path, name):
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(AdvisorError) as caught:
        write_atomically(tmp_path / name, "x")
    assert caught.value.problems[0].message.key == "files.cannot-write"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "folder"]


def test_a_failed_write_leaves_the_old_content(tmp_path, monkeypatch):
    path = tmp_path / "plan.md"
    write_atomically(path, "old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(AdvisorError):
        write_atomically(path, "new")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]


def test_a_symbolic_link_stays_and_what_it_leads_to_is_replaced(tmp_path):
    kept, link = tmp_path / "kept.yaml", tmp_path / "link.yaml"
    kept.write_text("old")
    link.symlink_to(kept)
    write_atomically(link, "new")
    assert (link.is_symlink(), kept.read_text()) == (True, "new")
    kept.unlink()
    write_atomically(link, "newer")
    assert (link.is_symlink(), kept.read_text()) == (True, "newer")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_file_of_someone_else_stays_theirs(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text("old")
    os.chown(path, 12345, 23456)
    path.chmod(0o2660)
    write_atomically(path, "new")
    after = path.stat()
    assert (after.st_uid, after.st_gid, mode(path)) == (12345, 23456, 0o2660)


def test_a_private_file_is_private_while_it_is_written(tmp_path):
    path = tmp_path / "plan.md"
    path.write_text("old")
    path.chmod(0o600)
    seen = []

    def fill(stream):
        stream.write(b"new")
        seen.extend(mode(p) for p in tmp_path.iterdir())

    fill_atomically(path, fill)
    assert seen == [0o600, 0o600]
    assert path.read_text() == "new"


def test_a_pipe_is_written_into_and_stays_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with (
        (tmp_path / "out").open("wb") as out,
        subprocess.Popen(["cat", path], stdout=out) as reader,
    ):
        try:
            write_atomically(path, "plan" * 100_000)
            assert stat.S_ISFIFO(path.lstat().st_mode)
            assert reader.wait(timeout=20) == 0
        finally:
            reader.kill()
    assert (tmp_path / "out").read_bytes() == b"plan" * 100_000


def test_a_device_stays_a_device(tmp_path):
    link = tmp_path / "nowhere"
    link.symlink_to(os.devnull)
    write_atomically(link, "plan")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
    assert link.is_symlink()


@pytest.mark.parametrize("to", ["pipe", "file"])
def test_the_standard_output_can_be_named_as_a_file(tmp_path, to):
    command = [sys.executable, "-m", "advisor", "graph", "--topic", "regulation"]
    command += ["-o", "/dev/stdout", "--format", "mermaid"]
    if to == "pipe":
        shown = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    else:
        path = tmp_path / "out"
        path.write_bytes(b"before\n")
        with path.open("ab") as stream:
            subprocess.run(command, cwd=ROOT, stdout=stream, check=True)
        first, _, shown = path.read_bytes().partition(b"\n")
        assert first == b"before"
        assert os.listdir(tmp_path) == ["out"]
    assert shown.decode().startswith(("flowchart", "graph", "---", "%%"))


def test_asking_whether_a_file_can_be_written_changes_nothing(tmp_path):
    path = tmp_path / "plan.md"
    check_writable(path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("old")
    check_writable(path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("plan.md", "old")]
    for bad in (tmp_path, path / "x", tmp_path / "missing" / "x"):
        with pytest.raises(AdvisorError):
            check_writable(bad)
