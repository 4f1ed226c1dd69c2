"""Asks for the conditions of a rule until they draw a boundary."""

from dataclasses import dataclass
from typing import get_args

from advisor.authoring.boundary import boundary_examples
from advisor.authoring.draft import Draft
from advisor.authoring.phrases import offered, usable
from advisor.authoring.questions import Form
from advisor.common.errors import AdvisorError
from advisor.common.language import said
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Part
from advisor.knowledge.vocabulary import Term

PARTS: tuple[Part, ...] = get_args(Part)
EVERYONE = "everyone"
"""What an author answers who wants no condition."""


@dataclass(frozen=True)
class Conditions:
    """Fills the draft's `when` and, from it, the examples."""

    knowledge: Knowledge
    form: Form
    draft: Draft

    def ask(self) -> None:
        """Lines until an empty one, and all anew if together they draw no boundary."""
        while True:
            self.draft.when = {}
            self.form.say("new.conditions")
            while self._condition():
                pass
            try:
                rule = self.draft.rule(self.knowledge.version)
                examples = boundary_examples(rule, self.knowledge.vocabulary.all)
            except AdvisorError as error:
                self.form.complain(error)
                continue
            self.draft.examples = [example.model_dump(mode="json") for example in examples]
            return

    def _condition(self) -> bool:
        """Ask for one line; False when there are no more."""
        parts: dict[str, str] = {
            part: word(f"new.part-{part}", self.form.language) for part in PARTS
        }
        if not self.draft.when:
            if self.draft.kind == "inference":
                parts[EVERYONE] = word("rules.always", self.form.language)
            self.form.listed(parts)
            part: str | None = self.form.choose(said("new.part"), parts, "new.no-part")
        else:
            part = self.form.optional(said("new.part-more"), parts, "new.no-part")
        if part in (None, EVERYONE):
            return False
        assert part
        term = self._term(part)
        self.form.desk.show(offered(term, self.form.language))
        phrase = self.form.until(said("new.phrase"), lambda line: usable(term, line))
        self.draft.when.setdefault(part, {})[term.name] = phrase
        return True

    def _term(self, part: str) -> Term:
        terms = self.knowledge.vocabulary.all
        known = {name: term.label.to(self.form.language) for name, term in terms.items()}
        taken = self.draft.when.get(part, {})
        left = {name: label for name, label in known.items() if name not in taken}
        return terms[self.form.choose(said("new.term"), left, "new.no-term")]
