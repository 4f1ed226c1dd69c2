"""A declared population: how likely each answer is, perhaps by group. Read strictly.

```yaml
answers:
  perda_exists: {yes: 0.2, no: 0.7, unknown: 0.1}
groups:
  by: government_level
  kota:
    perda_exists: {yes: 0.5, no: 0.5}
```
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from advisor.common.errors import AdvisorError, did_you_mean
from advisor.common.language import Said, said
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import is_unknown, parse_answer
from advisor.knowledge.vocabulary import Vocabulary
from advisor.knowledge.yaml_reader import Data, Document, Location, parse, read
from advisor.tables.document_walk import DocumentWalk

Distribution = dict[Value | None, Fraction]
"""Shares by answer, None for not known; they add up to exactly 1."""


@dataclass(frozen=True)
class Spec:
    """Distributions by term; those of a group replace them where the term `by` has its value."""

    answers: dict[str, Distribution]
    by: str | None
    groups: dict[Value | None, dict[str, Distribution]]


def read_spec(vocabulary: Vocabulary, path: Path) -> Spec:
    """Read a spec file. Raises AdvisorError with every problem."""
    return spec_of(vocabulary, read(path))


def parse_spec(vocabulary: Vocabulary, content: bytes, name: str) -> Spec:
    """A spec from bytes; `name` is how messages call their origin."""
    return spec_of(vocabulary, parse(content, name))


def spec_of(vocabulary: Vocabulary, document: Document) -> Spec:
    """A spec from a document. Raises AdvisorError with every problem."""
    reading = _Reading(vocabulary, document)
    spec = reading.spec()
    if reading.problems:
        raise AdvisorError(reading.problems)
    return spec


class _Reading(DocumentWalk):
    no_mapping = "simulation.mapping"

    def spec(self) -> Spec:
        data = self.mapping(self.document.data, ())
        for key in (key for key in data if key not in ("answers", "groups")):
            hint = did_you_mean(key, ("answers", "groups"))
            self.refuse((key,), said("simulation.key", name=key), hint)
        if "answers" not in data:
            self.refuse((), said("simulation.no-answers"))
        answers = self.distributions(data.get("answers", {}), ("answers",))
        groups = dict(self.mapping(data.get("groups", {}), ("groups",)))
        by = groups.pop("by", None)
        if "groups" in data and (not isinstance(by, str) or by not in answers):
            self.refuse(("groups",), said("simulation.by"))
            return Spec(answers, None, {})
        found = {name: self.distributions(part, ("groups", name)) for name, part in groups.items()}
        for name, part in found.items():
            if by in part or is_unknown(name):
                self.refuse(("groups", name), said("simulation.by-itself"))
        values = {name: self.value(str(by), name, ("groups", name)) for name in found}
        given = list(values.values())
        for name, value in values.items():
            if value is not None and given.count(value) > 1:
                self.refuse(("groups", name), said("simulation.twice", name=str(by), value=name))
            if value is not None and not answers[str(by)].get(value):
                message = said("simulation.never", name=str(by), value=name)
                self.refuse(("groups", name), message)
        return Spec(answers, str(by) if by else None, {values[n]: found[n] for n in found})

    def distributions(self, data: Data, at: Location) -> dict[str, Distribution]:
        found: dict[str, Distribution] = {}
        for name, shares in self.mapping(data, at).items():
            if name not in self.vocabulary.asked:
                hint = did_you_mean(name, self.vocabulary.asked)
                self.refuse((*at, name), said("facts.term", name=name), hint)
            else:
                found[name] = self.distribution(name, shares, (*at, name))
        return found

    def distribution(self, term: str, data: Data, at: Location) -> Distribution:
        found: Distribution = {}
        for name, share in self.mapping(data, at).items():
            before = len(self.problems)
            value = self.value(term, name, (*at, name))
            if value in found and len(self.problems) == before:
                self.refuse((*at, name), said("simulation.twice", name=term, value=name))
            found[value] = self.share(share, (*at, name))
        if (total := sum(found.values())) != 1:
            self.refuse(at, said("simulation.sum", total=str(total), name=term))
        return found

    def value(self, term: str, text: str, at: Location) -> Value | None:
        parsed = parse_answer(self.vocabulary.asked[term], text)
        if isinstance(parsed, Said):
            self.refuse(at, parsed)
            return None
        return parsed

    def share(self, text: Data, at: Location) -> Fraction:
        try:
            share = Fraction(text) if isinstance(text, str) and len(text) < 20 else None
        except (ValueError, ZeroDivisionError):
            share = None
        if share is None or not 0 <= share <= 1:
            self.refuse(at, said("simulation.share"))
            return Fraction(0)
        return share
