"""What all requests of one process share."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from advisor.advice.advice import Advice
from advisor.advice.advising import advice_of
from advisor.advice.consultation import advise
from advisor.advice.facts import Facts
from advisor.audit.storage.connection import Place, is_address, parsed
from advisor.common.errors import AdvisorError, DisagreementError
from advisor.common.locations import knowledge_folder
from advisor.explanation.trace.replay import Replay, replay
from advisor.inference.engine import Engine
from advisor.inference.evaluator import evaluate
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load
from advisor.teaching.lesson_files import read_lessons
from advisor.web.settings import Settings
from advisor.web.store.database import PATIENCE, open_database, pooled
from advisor.web.store.drafts import Drafts
from advisor.web.store.notes import Notebook

if TYPE_CHECKING:
    import sqlalchemy

    from advisor.audit.ledger import Ledger
    from advisor.teaching.lesson import Lesson
    from advisor.web.recorder import Recorder
    from advisor.web.security.provider import Provider

LOG = logging.getLogger("advisor.web")
DISAGREEMENT = "disagreement"
"""What is told when engine and evaluator differ."""


@dataclass
class Site:
    """The knowledge, the engine, and where things are kept. The engine runs one at a time."""

    settings: Settings
    knowledge: Knowledge
    lessons: "tuple[Lesson, ...]"
    database: "sqlalchemy.Engine"
    engine: Engine
    ledger_place: Place
    provider: "Provider | None" = None
    told: Callable[[str], None] = lambda outcome: None
    """Hears the status of each advice given for good, and of each disagreement."""
    answered: Callable[[str | None, int, float], None] = lambda pattern, status, seconds: None
    """Hears of each request the pattern of its route, and its answer's status and time."""
    _running: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, settings: Settings) -> "Site":
        """Load the knowledge and open the database. Raises AdvisorError."""
        folder = settings.knowledge
        knowledge = load(folder / "rules", folder / "knowledge") if folder else load()
        lessons = read_lessons(knowledge, folder / "knowledge" if folder else knowledge_folder())
        database = open_database(settings.database)
        place = _ledger_place(settings.ledger)
        provider = _provider(settings)
        return cls(settings, knowledge, lessons, database, Engine(knowledge), place, provider)

    def advise(self, facts: Facts) -> Advice:
        """Advice for good, by the engine, checked against the evaluator. About 0.1 s.

        Raises DisagreementError.
        """
        with self._agreeing():
            advice = advise(self.engine, facts)
        self.told(advice.status)
        return advice

    def replay(self, facts: Facts) -> Replay:
        """The engine's run on these facts, to be stepped through. About 0.05 s.

        Raises DisagreementError.
        """
        with self._agreeing():
            return replay(self.engine, facts)

    def preview(self, facts: Facts) -> Advice:
        """The same advice by the evaluator alone, for what is shown while answers still change."""
        return advice_of(self.knowledge, facts, evaluate(self.knowledge, facts.answers))

    @property
    def drafts(self) -> Drafts:
        """The questionnaires that people work on."""
        return Drafts(self.database, self.knowledge.vocabulary)

    @property
    def notes(self) -> Notebook:
        """What is noted on the steps of their plans."""
        return Notebook(self.drafts)

    @contextmanager
    def ledger(self, patience: float = PATIENCE) -> "Iterator[Ledger]":
        """The ledger, open to append; waits so many seconds for others. Raises AdvisorError."""
        from advisor.audit.ledger import Ledger

        with Ledger.writing(self.ledger_place, patience=patience) as ledger:
            yield ledger
        self._keep_checkpoint()

    def _keep_checkpoint(self) -> None:
        """Keep one if it is due. What was recorded is, whatever becomes of this."""
        from advisor.audit.checkpoints import keep_if_due

        try:
            keep_if_due(self.ledger_place)
        except AdvisorError as error:
            LOG.warning("no checkpoint", exc_info=error)

    @cached_property
    def recorder(self) -> "Recorder":
        """Appends what requests want recorded, of all that wait at once."""
        from advisor.web.recorder import Recorder

        return Recorder(self.ledger)

    @contextmanager
    def ledger_to_read(self) -> "Iterator[Ledger]":
        """The ledger, open to read. Raises AdvisorError, also while nothing was ever recorded."""
        from advisor.audit.ledger import Ledger

        with Ledger.reading(self.ledger_place, patience=PATIENCE) as ledger:
            yield ledger

    @contextmanager
    def _agreeing(self) -> Iterator[None]:
        """The engine's turn; a disagreement is told before it is raised."""
        try:
            with self._running:
                yield
        except DisagreementError:
            self.told(DISAGREEMENT)
            raise


def _provider(settings: Settings) -> "Provider | None":
    if settings.provider is None:
        return None
    from advisor.web.security.provider import Provider

    return Provider(settings.provider, settings.secret)


def _ledger_place(ledger: str) -> Place:
    """A file, which each request opens for itself, or a database with a pool of connections."""
    if not is_address(ledger):
        return Path(ledger)
    return pooled(parsed(ledger))
