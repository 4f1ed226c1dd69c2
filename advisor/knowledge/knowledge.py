"""The Knowledge: everything that was loaded and cross-checked, immutable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advisor.common.text import Text
from advisor.knowledge.declarations import (
    Alternatives,
    Article,
    Carriers,
    Question,
    Statement,
    Step,
    Wording,
)
from advisor.knowledge.phrase import Holds, Value
from advisor.knowledge.rule import Condition, Rule
from advisor.knowledge.vocabulary import Term, Vocabulary


@dataclass(frozen=True, eq=False)
class Knowledge:
    """A complete rule base.

    `layers` holds the active rules so that each runs after all rules that decide what it reads;
    `inactive` holds drafts and retired rules; `digest` is `sha256:` over the content of every
    file, whatever the files' order, layout or line endings; `texts` are the very files, by
    `rules/…` and `knowledge/…`, from which `load_texts` makes the same Knowledge again.
    `nothing_to_do` must hold when no step is left; `places` gives file and line by ("rule", id),
    ("step", id) and ("term", name).
    """

    vocabulary: Vocabulary
    questions: tuple[Question, ...]
    steps: Mapping[str, Step]
    wordings: tuple[Wording, ...]
    alternatives: Mapping[str, Alternatives]
    article: Article
    statements: Mapping[str, Statement]
    coverage: Mapping[str, Carriers]
    layers: tuple[tuple[Rule, ...], ...]
    inactive: tuple[Rule, ...]
    paths: Mapping[str, str]
    digest: str
    texts: Mapping[str, bytes] = field(default_factory=dict)
    nothing_to_do: tuple[Condition, ...] = ()
    places: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The knowledge's own version, as its authors number it."""
        return self.vocabulary.version

    @property
    def edition(self) -> dict[str, str]:
        """Version and digest, as JSON says on what something rests."""
        return {"version": self.version, "digest": self.digest}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The active rules in firing order: by layer, then by id."""
        return tuple(rule for layer in self.layers for rule in layer)

    @cached_property
    def rule(self) -> dict[str, Rule]:
        """Every rule by id, drafts and retired ones too."""
        return {rule.id: rule for rule in (*self.rules, *self.inactive)}

    @cached_property
    def question(self) -> dict[str, Question]:
        """How each asked term is asked, in asking order."""
        return {question.term: question for question in self.questions}

    @cached_property
    def supporters(self) -> dict[str, tuple[Rule, ...]]:
        """For each derived term, the active rules that conclude it, in firing order."""
        return {
            term.name: tuple(rule for rule in self.rules if rule.then.conclude == term.name)
            for term in self.vocabulary.derived
        }

    @cached_property
    def advisers(self) -> dict[str, tuple[Rule, ...]]:
        """For each step, the active rules that advise it, in firing order."""
        return {
            step: tuple(rule for rule in self.rules if rule.then.advise == step)
            for step in self.steps
        }

    @cached_property
    def done_facts(self) -> tuple[str, ...]:
        """The asked terms that say of a step that it is done, in the article's order of steps."""
        return tuple(
            dict.fromkeys(step.done_by for step in self.steps.values() if step.done_by is not None)
        )

    @cached_property
    def frees(self) -> dict[tuple[str, str], tuple[Condition, ...]]:
        """For a step and a prerequisite, the lines that all hold where it need not wait for it."""
        return {
            (step.id, earlier): lines
            for step in self.steps.values()
            for earlier, lines in step.frees.items()
        }

    @cached_property
    def later(self) -> dict[str, tuple[str, ...]]:
        """For each step, every step that comes after it, directly or not, in their order.

        A prerequisite from which a step may be freed does not count: who took the step need not
        have taken that one.
        """
        earlier: dict[str, set[str]] = {}

        def before(step: str) -> set[str]:
            if step not in earlier:
                direct = [s for s in self.steps[step].after if (step, s) not in self.frees]
                earlier[step] = set(direct).union(*map(before, direct))
            return earlier[step]

        return {step: tuple(s for s in self.steps if step in before(s)) for step in self.steps}

    @cached_property
    def worded_by(self) -> dict[str, tuple[str, ...]]:
        """For each step, the asked terms that its wording follows."""
        term = {wording.name: wording.term for wording in self.wordings}
        return {
            step.id: tuple(dict.fromkeys(term[name] for _, _, name in step.placeholders))
            for step in self.steps.values()
        }

    @cached_property
    def position(self) -> dict[str, int]:
        """Each step's place in the article's order, from 0."""
        return {step: place for place, step in enumerate(self.steps)}

    @cached_property
    def decided_at(self) -> tuple[tuple[str, ...], ...]:
        """For each layer, the derived terms whose last supporting rule stands in it."""
        last = {
            rule.then.conclude: level for level, layer in enumerate(self.layers) for rule in layer
        }
        return tuple(
            tuple(term.name for term in self.vocabulary.derived if last.get(term.name) == level)
            for level in range(len(self.layers))
        )

    def freed(self, step: str, earlier: str, values: Mapping[str, Value]) -> Holds:
        """Whether the step need not wait for its prerequisite; None while that is undecided."""
        found = [condition.holds(values) for condition in self.frees.get((step, earlier), ())]
        return False if False in found or not found else None if None in found else True

    def prerequisites(self, step: str, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The direct prerequisites of a step, but those from which it is known to be freed."""
        direct = self.steps[step].after
        return tuple(s for s in direct if self.freed(step, s, values) is not True)

    def worded(self, text: Text, values: Mapping[str, Value]) -> Text:
        """A step's text as worded for these answers; in general where they are not known."""
        words = {item.name: item.text(values.get(item.term)) for item in self.wordings}
        return text.map(**words)

    def step_text(self, step: str, values: Mapping[str, Value] | None = None) -> Text:
        """What to do, worded for these answers; without any, in words that fit any PD."""
        return self.worded(self.steps[step].text, values or {})

    def term(self, name: str) -> Term:
        """The asked or derived term of this name."""
        return self.vocabulary.all[name]


def layered(rules: Iterable[Rule]) -> tuple[tuple[tuple[Rule, ...], ...], tuple[Rule, ...]]:
    """Order rules into layers; the second part holds the rules caught in a cycle, if any."""
    waiting = sorted(rules, key=lambda rule: rule.id)
    layers: list[tuple[Rule, ...]] = []
    while waiting:
        pending = {rule.then.conclude for rule in waiting if rule.then.conclude}
        layer = tuple(rule for rule in waiting if pending.isdisjoint(rule.reads))
        if not layer:
            return tuple(layers), _cycle(waiting)
        layers.append(layer)
        waiting = [rule for rule in waiting if not pending.isdisjoint(rule.reads)]
    return tuple(layers), ()


def _cycle(waiting: list[Rule]) -> tuple[Rule, ...]:
    """The rules that wait for each other, without those that only wait behind them."""
    read = {term for rule in waiting for term in rule.reads}
    kept = [rule for rule in waiting if rule.then.conclude in read]
    return tuple(kept) if len(kept) == len(waiting) else _cycle(kept)
