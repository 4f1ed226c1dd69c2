"""The structure: imports run one way, modules stay small, experta has one door."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "advisor").rglob("*.py"))
ORDER = [
    "language", "errors", "words", "text", "reader", "model", "phrase", "waiver", "vocabulary",
    "rule", "catalogue", "digest", "base", "knowledge", "check_rule", "check_declared",
    "check_base", "locations", "origin", "loader", "evaluator", "experta_import", "engine",
    "ranking", "relevance", "advice", "facts", "advising", "consultation",
]  # fmt: skip


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    known = {name_of(module) for module in MODULES}
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {name for name in found if name in known or name == "experta"}


GRAPH = {name_of(path): imports(path) - {name_of(path)} for path in MODULES}


def test_no_import_cycle():
    left = {name: set(used) & GRAPH.keys() - {"advisor"} for name, used in GRAPH.items()}
    while free := [name for name, used in left.items() if not used & left.keys()]:
        for name in free:
            del left[name]
    assert not left


def test_only_one_module_imports_experta():
    assert [name for name, used in GRAPH.items() if "experta" in used] == [
        "advisor.inference.experta_import"
    ]
    users = [name for name, used in GRAPH.items() if "advisor.inference.experta_import" in used]
    assert users == ["advisor.inference.engine"]


def test_the_core_runs_one_way():
    place = {f"advisor.{name}": n for n, name in enumerate(ORDER)}
    for name, used in GRAPH.items():
        for other in used & place.keys():
            if name in place:
                assert place[other] < place[name], f"{name} imports {other}"


def test_nothing_but_the_launchers_imports_the_commands():
    users = {
        name
        for name, used in GRAPH.items()
        if any(u.startswith("advisor.cli") for u in used) and not name.startswith("advisor.cli")
    }
    assert users == {"advisor.__main__"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_small(path):
    assert len(path.read_text("utf-8").splitlines()) <= 220


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
