"""The structure, as far as the contract of import-linter (pyproject.toml) does not say it."""

import ast

import grimp
import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "advisor").rglob("*.py"))
LOOSE = {"__init__.py", "__main__.py", "py.typed"}


def name_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def test_nothing_lies_loose_in_the_package():
    assert {path.name for path in (ROOT / "advisor").iterdir() if path.is_file()} <= LOOSE


def test_no_module_imports_itself_by_way_of_others():
    graph = grimp.build_graph("advisor")
    left = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    for used in left.values():
        used.discard("advisor")  # its imports are for type checkers and for whoever uses a name
    while free := [name for name, used in left.items() if not used & left.keys()]:
        for name in free:
            del left[name]
    assert not left


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_nothing_in_python_knows_the_article(knowledge):
    """No term, step or rule of the shipped base is named in the code."""
    names = {*knowledge.vocabulary.all, *knowledge.steps, *knowledge.rule} - {"budget"}
    for path in MODULES:
        strings = {
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not strings & names, path
