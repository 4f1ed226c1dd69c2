"""Keeps the answers of a questionnaire on disk, and chooses how to ask."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from platformdirs import user_state_path

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.facts import Facts
from advisor.files import write_atomically
from advisor.language import Language
from advisor.terminal.arrow_asker import ArrowAsker
from advisor.terminal.asking import Asker
from advisor.terminal.line_asker import LineAsker


def asker_for(language: Language, plain: bool) -> Asker:
    """Arrow keys when a person sits at a terminal; plain lines otherwise, or when asked for."""
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return LineAsker(sys.stdin, sys.stderr if not sys.stdout.isatty() else sys.stdout, language)
    return ArrowAsker(language)


def unfinished_path() -> Path:
    """Where answers go when the person stops and named no file."""
    return user_state_path("ipp-advisor", ensure_exists=True) / "unfinished.yaml"


@dataclass
class Keeper:
    """Writes the answers after each one, when a file is named; on a stop, always.

    When the named file can no longer be written, the answers go to `unfinished_path` instead, and
    `warn` is told the problem.
    """

    consultation: Consultation
    path: Path | None
    warn: Callable[[AdvisorError, Path], None]

    def start(self) -> None:
        """Make sure, before the first question, that the named file can be written."""
        if self.path:
            self._write(self.path)

    def keep(self) -> None:
        """Write the answers to the named file, whole or not at all."""
        if not self.path:
            return
        try:
            self._write(self.path)
        except AdvisorError as error:
            self.path = unfinished_path()
            self._write(self.path)
            self.warn(error, self.path)

    def stop(self) -> Path | None:
        """Keep what was answered and say where; None when nothing was."""
        if not self.consultation.given:
            return None
        self.path = self.path or unfinished_path()
        self.keep()
        return self.path

    def _write(self, path: Path) -> None:
        write_atomically(path, facts_yaml(self.consultation.facts))


def facts_yaml(facts: Facts) -> str:
    """A facts file that reads back as these facts."""
    return str(yaml.dump(facts.document(), Dumper=_Plain, allow_unicode=True, sort_keys=False))


class _Plain(yaml.SafeDumper):
    """Writes `yes` as yes: our reader takes every scalar as the text it is."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012
