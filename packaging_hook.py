"""Build hook: a wheel carries rules, knowledge and examples inside, an editable install does not.

In an editable install a copy would shadow the package and hide every edit of a rule.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class KnowledgeInside(BuildHookInterface[Any]):
    """Adds the folders to `advisor/_data` of a standard wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before each build."""
        if version == "standard":
            for folder in ("rules", "knowledge", "examples"):
                build_data["force_include"][folder] = f"advisor/_data/{folder}"
