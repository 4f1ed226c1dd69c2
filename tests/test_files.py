"""Files are replaced whole or not at all."""

import os
import stat

import pytest

from advisor.errors import AdvisorError
from advisor.files import write_atomically


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
