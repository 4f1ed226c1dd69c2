"""Keeps the answers of a questionnaire on disk, and chooses how to ask."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from platformdirs import user_state_path

from advisor.advice.consultation import Consultation
from advisor.advice.facts import Facts, fitting_facts, one_line
from advisor.cli.terminal.arrow_asker import ArrowAsker
from advisor.cli.terminal.asker import Asker
from advisor.cli.terminal.line_asker import LineAsker
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import check_writable, claim, write_atomically
from advisor.common.language import Language, said
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.vocabulary import UNKNOWN


def asker_for(language: Language, plain: bool) -> Asker:
    """Arrow keys when a person sits at a terminal; plain lines otherwise, or when asked for."""
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return LineAsker(sys.stdin, sys.stderr if not sys.stdout.isatty() else sys.stdout, language)
    return ArrowAsker(language)


def new_unfinished() -> Path:
    """A new file for answers when the person stops and named none; earlier ones stay."""
    return claim(user_state_path("ipp-advisor", ensure_exists=True), "unfinished.yaml")


@dataclass
class Keeper:
    """Writes the answers after each one, so that they are kept however the program ends.

    They go to the named file; without one, or when it can no longer be written, of which `warn` is
    told, to a `new_unfinished`, which is `ours` to delete at the end. `saved` is what the file
    holds already: it is not written again before that changes. `misfits` tells the answers of an
    earlier edition that are left out; the file that holds them is then not written to. Answers that
    are still to be renewed are not kept, so that who goes on from the file is asked.
    """

    consultation: Consultation
    path: Path | None
    warn: Callable[[AdvisorError, Path], None]
    saved: Facts | None = None
    ours: bool = False
    misfits: tuple[Problem, ...] = ()

    def start(self) -> None:
        """Make sure, before the first question, that the named file can be written."""
        if self.path:
            check_writable(self.path)

    def keep(self) -> None:
        """Write the answers to the file, whole or not at all."""
        if self.consultation.settled == self.saved or not (self.path or self.consultation.given):
            return
        try:
            self._write(self.path or self._new())
        except AdvisorError as error:
            if self.ours or not self.path:
                return  # There is no third place; a stop tries again, and says what is wrong.
            self._write(self._new())
            self.warn(error, self.path)

    def settle(self) -> None:
        """What was not asked again stands as it was."""
        if self.consultation.renew:
            self.consultation.renew.clear()
            self.keep()

    def stop(self) -> Path | None:
        """Keep what was answered and say where; None when nothing was. Raises AdvisorError."""
        if not self.consultation.given:
            return None
        self.keep()
        if self.consultation.settled != self.saved:
            self._write(self.path or self._new())
        return self.path

    def finish(self) -> None:
        """The plan was given: a file that nobody asked for has served its purpose."""
        if self.ours and self.path:
            self.path.unlink(missing_ok=True)

    def _new(self) -> Path:
        self.path, self.ours = new_unfinished(), True
        return self.path

    def _write(self, path: Path) -> None:
        facts = self.consultation.settled
        write_atomically(path, facts_text(facts, path))
        self.saved = facts


def keeper_for(
    knowledge: Knowledge,
    save: Path | None,
    resume: Path | None,
    name: str | None,
    warn: Callable[[AdvisorError, Path], None],
    begun: Consultation | None = None,
) -> Keeper:
    """The keeper of a new consultation, of the `begun` one, or of one that goes on from `resume`.

    Nothing is written yet. Raises AdvisorError when `resume` cannot be read, when `save` cannot be
    written, and when it holds something that would be lost.
    """
    same = save is None or (resume is not None and _same(save, resume))
    if save and not same:
        _refuse_to_lose(save)
    facts, misfits = fitting_facts(knowledge.vocabulary, resume) if resume else (None, ())
    consultation = begun or Consultation(knowledge)
    if facts:
        consultation = Consultation.resumed(knowledge, facts)
    consultation.name = one_line(name or "") or consultation.name
    path = save or resume
    if same and misfits:
        path, same = None, False
    keeper = Keeper(consultation, path, warn, facts if same else None, misfits=misfits)
    keeper.start()
    return keeper


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _refuse_to_lose(path: Path) -> None:
    if path.is_file() and path.stat().st_size:
        hint = said("consult.save-exists-do", path=path)
        raise AdvisorError([Problem(str(path), None, said("consult.save-exists"), hint)])


def facts_text(facts: Facts, path: Path) -> str:
    """A facts file as its name has it."""
    return facts_json(facts) if path.suffix.lower() == ".json" else facts_yaml(facts)


def facts_yaml(facts: Facts) -> str:
    """A YAML facts file that reads back as these facts."""
    return str(yaml.dump(facts.document(), Dumper=_Plain, allow_unicode=True, sort_keys=False))


def facts_json(facts: Facts) -> str:
    """A JSON facts file that reads back as these facts; yes and no are JSON's own."""
    document = facts.document()
    unknown = dict.fromkeys(facts.not_known, UNKNOWN)
    typed = {**document, "answers": {**facts.answers, **unknown}}
    return json.dumps(typed, ensure_ascii=False, indent=2) + "\n"


class _Plain(yaml.SafeDumper):
    """Writes `yes` as yes: our reader takes every scalar as the text it is."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012
