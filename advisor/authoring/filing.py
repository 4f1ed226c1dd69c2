"""Writes a new rule's file, once it is certain that the file passes check."""

from pathlib import Path

from advisor.authoring.draft import Draft, check
from advisor.authoring.formatting import formatted, schema_line
from advisor.authoring.layout import rule_yaml
from advisor.common.files import write_atomically
from advisor.knowledge.knowledge import Knowledge


def file_rule(knowledge: Knowledge, rules: Path, draft: Draft, status: str) -> Path:
    """Write the rule below `rules`; returns where.

    Raises AdvisorError, and writes nothing, when the file would not pass check.
    """
    draft.rule(knowledge.version, status)
    path = rules / draft.name
    plain = rule_yaml(draft.data(knowledge.version, status), schema_line(path))
    text = formatted(plain.encode(), str(path))
    check(knowledge, draft.name, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, text)
    return path
