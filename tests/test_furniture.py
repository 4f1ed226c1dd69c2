"""What any project of its kind has: licence, changelog, index of decisions, licences of others."""

import re
import sys
import tomllib
from importlib.metadata import metadata

import pytest
import yaml

from advisor.common.version import __version__
from tests.conftest import ROOT

DECISIONS = ROOT / "docs" / "decisions"


def test_every_decision_is_in_the_index_once_under_its_own_title():
    index = re.findall(r"^- \[(\d+)\]\((\S+)\): (.+)$", (DECISIONS / "README.md").read_text(), re.M)
    titles = {}
    for path in DECISIONS.glob("0*.md"):
        number, title = re.match(r"# (\d+)\. (.+)", path.read_text("utf-8")).groups()
        assert path.name.startswith(f"{int(number):04}-")
        titles[path.name] = (number, title)
    assert len(index) == len(titles)
    assert {name: (number, title) for number, name, title in index} == titles


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="other versions bring other packages")
def test_the_licences_of_all_dependencies_are_listed_as_they_are_installed(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from licences import TARGET, licences

    assert TARGET.read_text("utf-8") == licences()


def test_the_files_that_name_the_version_name_this_one():
    public = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert public["softwareVersion"] == __version__
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_package_says_who_made_it_for_whom_and_under_which_licence():
    told = metadata("ipp-advisor")
    assert told["License-Expression"] == "MIT"
    assert told["Author"] == "The IPP Advisor authors"
    assert "forward chaining" in told["Keywords"]
    assert told["Description"].startswith("# ")
    assert "Natural Language :: Indonesian" in told.get_all("Classifier")
    assert (ROOT / "LICENSE").read_text().startswith("MIT License")


def test_hooks_run_local_tools_only():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}


def test_every_path_that_the_architecture_page_names_exists():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`((?:advisor|knowledge|docs)/[\w/.]+)`", text))
    named |= {f"advisor/{name}" for name in re.findall(r"^\| `(\w+/)`", text, re.M)}
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_no_upper_bound_on_python():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "<" not in project["requires-python"]


def test_no_test_asks_a_page_at_once_what_it_may_show_only_later():
    """On a busy machine the page is not there yet: `expect` waits, `is_visible` does not."""
    hasty = re.compile(r"assert .*\.(is_visible|is_hidden|is_checked)\(\)|assert .*\.count\(\) == ")
    told = {
        path.name: hasty.findall(path.read_text()) for path in (ROOT / "tests/web").glob("*.py")
    }
    assert {name: found for name, found in told.items() if found} == {}
