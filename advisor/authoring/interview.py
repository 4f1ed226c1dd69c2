"""Asks an author for a new rule, part by part; each reply is checked as it is given."""

from dataclasses import replace
from typing import Any, get_args

from advisor.authoring.conditions import Conditions
from advisor.authoring.draft import ROOT, Draft, folders, free_id, is_folder, is_id, kind_of
from advisor.authoring.questions import Form
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import LANGUAGES, said
from advisor.common.messages import word
from advisor.knowledge.knowledge import Knowledge, layered
from advisor.knowledge.rule import URGENCIES, Rule
from advisor.presentation.rule import rule_lines

KINDS = get_args(Rule.model_fields["kind"].annotation)
NOT = "no"


class Interview:
    """Fills `draft` question by question, so that whoever stops midway keeps what was said."""

    def __init__(self, knowledge: Knowledge, form: Form) -> None:
        self.knowledge, self.form, self.draft = knowledge, form, Draft()

    def run(self) -> None:
        """Ask everything. Raises EndOfInputError when the input ends before that."""
        self.form.say("new.start")
        self._place()
        self.draft.title = self._texts("title")
        self.draft.why = self._texts("why")
        self._sources()
        self._kind()
        Conditions(self.knowledge, self.form, self.draft).ask()
        self._then()

    def confirm(self) -> str | None:
        """Show the rule and ask for the status to write it with; None when it is not to be."""
        paths = {**self.knowledge.paths, self.draft.id: self.draft.name}
        rule = self.draft.rule(self.knowledge.version)
        for line in rule_lines(replace(self.knowledge, paths=paths), rule, self.form.language):
            self.form.desk.show(line)
        known = {
            name: word(f"new.confirm-{name}", self.form.language)
            for name in ("active", "draft", NOT)
        }
        status = self.form.choose(said("new.confirm"), known, "new.no-confirm", "active")
        return None if status == NOT else status

    def _place(self) -> None:
        known = folders(self.knowledge)
        self.form.say("new.folders")
        self.form.listed(known)
        only = next(iter(known)) if len(known) == 1 else ""
        folder = self.form.until(said("new.folder"), lambda line: self._folder(line or only, known))
        self.draft.folder = "" if folder == ROOT else folder
        free = free_id(self.knowledge, folder)
        prompt = said("new.id-free", free=free) if free else said("new.id")
        self.draft.id = self.form.until(prompt, lambda line: self._id(line or free))
        self.draft.kind = kind_of(self.knowledge, folder)

    def _folder(self, line: str, known: dict[str, str]) -> str:
        """An existing folder, or a new one when its name ends with a slash."""
        if line.endswith("/") and is_folder(line[:-1]):
            return line[:-1]
        return self.form.pick(line, known, "new.no-folder") if line else self.form.words(line)

    def _id(self, line: str) -> str:
        name = line.upper()
        if not is_id(name):
            raise AdvisorError([Problem(line, None, said("new.bad-id"))])
        if name in self.knowledge.rule:
            other = self.knowledge.paths[name]
            raise AdvisorError(
                [Problem(name, None, said("check.rule-twice", id=name, other=other))]
            )
        return name

    def _texts(self, part: str) -> dict[str, str]:
        return {lang: self.form.text(said(f"new.{part}-{lang}")) for lang in LANGUAGES}

    def _sources(self) -> None:
        known = {
            locator: statement.says.to(self.form.language)
            for locator, statement in self.knowledge.statements.items()
        }
        while True:
            ask = self.form.optional if self.draft.sources else self.form.choose
            key = "new.source-more" if self.draft.sources else "new.source"
            locator = ask(said(key), known, "check.source")
            if locator is None:
                return
            if locator not in self.draft.sources:
                self.draft.sources.append(locator)
            self.form.desk.show(f"  {locator}: {known[locator]}")

    def _kind(self) -> None:
        usual = self.draft.kind
        known = {kind: word(f"new.kind-{kind}", self.form.language) for kind in KINDS}
        self.form.listed(known)
        prompt = said("new.kind", usual=usual)
        self.draft.kind = self.form.choose(prompt, known, "new.no-kind", usual)

    def _then(self) -> None:
        if self.draft.kind != "inference":
            self.draft.then = {"message": self._texts("message")}
            return
        if conclusion := self.form.until(said("new.conclude"), self._conclusion):
            self.draft.then["conclude"] = conclusion
        known = {
            name: step.text.to(self.form.language) for name, step in self.knowledge.steps.items()
        }
        needed = self.form.optional if conclusion else self.form.choose
        key = "new.advise" if conclusion else "new.advise-needed"
        if step := needed(said(key), known, "check.step"):
            urgencies: dict[str, str] = {
                name: word(f"urgency.{name}", self.form.language) for name in URGENCIES
            }
            self.form.listed(urgencies)
            urgency = self.form.choose(said("new.urgency"), urgencies, "new.no-urgency")
            self.draft.then |= {"advise": step, "urgency": urgency}

    def _conclusion(self, line: str) -> str | None:
        """A derived term, that no rule waits for in a circle; None for an empty line."""
        known = {
            term.name: term.label.to(self.form.language)
            for term in self.knowledge.vocabulary.derived
        }
        if not line:
            return None
        self.form.pick(line, known, "check.derived")
        then: dict[str, Any] = {"conclude": line}
        rule = self.draft.rule(self.knowledge.version, then=then)
        if caught := layered((*self.knowledge.rules, rule))[1]:
            ids = tuple(sorted(item.id for item in caught))
            raise AdvisorError([Problem(line, None, said("check.cycle", rules=ids))])
        return line
