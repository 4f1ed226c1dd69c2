"""docs/authoring.md is done as it stands, recipe by recipe, on a copy of the small base."""

import re
import shlex
import shutil

import pytest

from tests.commands import run
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "authoring.md").read_text("utf-8")
RECIPES = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", f"## Start\n{TEXT}", re.S | re.M))
BLOCK = re.compile(r"(.*?)```(yaml|console)\n(.*?)```\n", re.S)
WRITE = re.compile(r"[Ww]rite\s+`([^`]+)`:$")
ADD = re.compile(r"In\s+`([^`]+)`, add(?:\s+to\s+`(\w+)`)?:$")
EDIT = re.compile(r"In\s+`([^`]+)`,\s+(replace|take out)$")


@pytest.fixture
def base(tmp_path):
    """A folder to work in, that has `base` and sees the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "examples" / "village-library", tmp_path / "base")
    return tmp_path / "base"


def added(text, key, block):
    """The file with the block at the end of a top-level list or mapping, or of the file."""
    if key is None:
        return text + block
    head, found, rest = text.partition(f"\n{key}:\n")
    assert found, key
    lines = rest.splitlines(keepends=True)
    end = next((n for n, line in enumerate(lines) if re.match(r"\w", line)), len(lines))
    return f"{head}{found}{''.join(lines[:end])}{block}{''.join(lines[end:])}"


def edit(base, said, block, replaced):
    """Do what the words before a block say; returns what the next block is to replace, if so."""
    if said.endswith("with"):
        path, old = replaced
        text = path.read_text("utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, block), "utf-8")
    elif match := WRITE.search(said):
        (base / match[1]).write_text(block, "utf-8")
    elif match := ADD.search(said):
        path = base / match[1]
        path.write_text(added(path.read_text("utf-8"), match[2], block), "utf-8")
    else:
        match = EDIT.search(said)
        assert match, said[-80:]
        if match[2] == "replace":
            return base / match[1], block
        edit(base, "with", "", (base / match[1], block))
    return None


def type_in(base, block):
    """Run each command; the lines below it must be in what it prints, in order."""
    for typed in block.split("$ ")[1:]:
        command, *expected = typed.splitlines()
        command, _, refused = command.partition("  # ")
        program, *arguments = shlex.split(command)
        assert program == "advisor"
        done = run(*arguments, cwd=base.parent)
        told = (done.stdout + done.stderr).decode()
        assert done.returncode == (1 if refused else 0), told
        assert told
        for line in expected:
            _, found, told = told.partition(line)
            assert found, line


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_recipe_does_what_it_says(base, recipe):
    replaced, steps = None, 0
    for said, kind, block in BLOCK.findall(RECIPES[recipe]):
        if kind == "yaml":
            replaced = edit(base, said.rstrip(), block, replaced)
        else:
            type_in(base, block)
        steps += 1
    assert steps
    assert replaced is None


def test_no_block_of_the_page_is_left_out():
    assert sum(len(BLOCK.findall(text)) for text in RECIPES.values()) == TEXT.count("```") // 2


def test_both_readmes_link_the_page():
    for name in ("README.md", "README.id.md"):
        assert "(docs/authoring.md)" in (ROOT / name).read_text("utf-8")
