"""Two editions compared: what changed in the rules, and whom it would touch."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.audit.impact import Impact, examples, impact, recorded
from advisor.audit.ledger import Ledger
from advisor.audit.rule_changes import Change, changes
from advisor.audit.storage.connection import Place
from advisor.audit.wording import difference, titles
from advisor.common.language import Language
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge


@dataclass(frozen=True)
class Comparison:
    """The changes, the cases they touch, and how many cases of each kind were looked at."""

    old: Knowledge
    new: Knowledge
    changes: list[Change]
    touched: list[Impact]
    records: int
    examples: int

    def as_json(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "old": self.old.edition,
            "new": self.new.edition,
            "changes": [change.as_json() for change in self.changes],
            "looked_at": {"records": self.records, "examples": self.examples},
            "impact": [item.as_json() for item in self.touched],
        }


def compare_editions(
    old: Knowledge, new: Knowledge, ledger: Place | None, folder: Path | None, language: Language
) -> Comparison:
    """Compare, with a ledger's consultations and a folder's examples as the cases, if given."""
    touched: list[Impact] = []
    counts = [0, 0]
    if ledger:
        with Ledger.reading(ledger) as book:
            found = list(impact(old, new, recorded(book)))
        touched += [item for item in found if item]
        counts[0] = len(found)
    if folder:
        found = list(impact(old, new, examples(folder, old, new)))
        touched += [item for item in found if item]
        counts[1] = len(found)
    return Comparison(old, new, changes(old, new, language), touched, *counts)


def comparison_lines(found: Comparison, language: Language) -> Iterator[str]:
    """The comparison in words."""
    for name, base in (("old", found.old), ("new", found.new)):
        version, digest = base.version, base.digest.removeprefix("sha256:")[:12]
        yield word(f"changes.{name}", language, version=version, digest=digest)
    if found.old.version == found.new.version and found.old.digest != found.new.digest:
        yield word("changes.same-version", language, version=found.old.version)
    yield ""
    if not found.changes:
        same = found.old.digest == found.new.digest
        yield word("changes.same" if same else "changes.elsewhere", language)
    for change in found.changes:
        key = f"changes.{change.subject}-{change.kind}"
        yield word(key, language, name=change.name, title=change.title)
        yield from (f"  - {detail}" for detail in change.details)
    yield ""
    counts = {"records": found.records, "examples": found.examples}
    key = "changes.touched" if found.touched else "changes.untouched"
    yield word(key, language, count=len(found.touched), **counts)
    names = titles(found.old, found.new, language=language)
    for item in found.touched:
        yield word(f"changes.{item.case.kind}", language, name=item.case.name)
        if item.retold is None:
            damaged = item.case.kind == "record"
            key = "ledger.damaged-record" if damaged else "changes.unreadable"
            yield f"  - {word(key, language)}"
            continue
        yield from (f"  - {line}" for line in difference(item.retold, names, language))
