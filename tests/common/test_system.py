"""The operating system's reasons are put into the user's language."""

import errno
import os

import pytest

from advisor.common import os_errors
from advisor.common.errors import Problem
from advisor.common.language import said
from advisor.common.messages import describe, topic
from tests.pds import run

COMMON = [
    errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EISDIR, errno.EROFS, errno.ENOTDIR,
    errno.EEXIST, errno.ENAMETOOLONG, errno.EDQUOT, errno.EIO, errno.EADDRINUSE,
]  # fmt: skip


@pytest.mark.parametrize("number", COMMON, ids=errno.errorcode.get)
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_common_reason_is_told_in_our_words(number, language):
    reason = os_errors.reason(OSError(number, os.strerror(number)))
    line = describe(Problem("x", None, said("files.cannot-write", reason=reason)), language)
    assert os.strerror(number) not in line
    assert topic("system")[f"system.{errno.errorcode[number]}"][language] in line


def test_a_reason_without_our_words_keeps_the_systems_own():
    assert os_errors.reason(OSError(errno.EDOM, "Numerical argument")) == "Numerical argument"
    assert os_errors.reason(OSError("bare")) == "bare"


def test_every_reason_we_have_words_for_is_one_of_the_systems():
    assert {key.removeprefix("system.") for key in topic("system")} <= set(errno.errorcode.values())


def test_no_command_shows_the_systems_english_to_an_indonesian_reader(tmp_path):
    facts = tmp_path / "f.yaml"
    facts.write_text("answers: {budget: limited}\n", "utf-8")
    table = tmp_path / "t.csv"
    table.write_text("budget\nlimited\n", "utf-8")
    nowhere = tmp_path / "nowhere"
    for arguments in (
        ("advise", facts / "x.yaml"),
        ("template", "-o", nowhere / "t.xlsx"),
        ("template", "-o", facts / "t.xlsx"),
        ("batch", table, "-o", nowhere / "o.csv"),
        ("batch", table, "-o", facts / "o.csv"),
        ("batch", table / "t.csv", "-o", tmp_path / "o.csv"),
        ("batch", "x" * 300 + ".csv", "-o", tmp_path / "o.csv"),
    ):
        said_to_user = run(*arguments, code=1).stderr.decode()
        assert not [english for english in map(os.strerror, COMMON) if english in said_to_user]
