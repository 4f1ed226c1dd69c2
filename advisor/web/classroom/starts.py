"""Where a board can begin: a lesson's scenario, an example PD, or nothing known."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from advisor.advice.advice import Advice
from advisor.advice.facts import Facts, read_facts
from advisor.common.files import is_aside
from advisor.common.locations import examples_folder
from advisor.knowledge.knowledge import Knowledge
from advisor.teaching.lesson import Lesson
from advisor.teaching.lesson_files import facts_for, outcome
from advisor.web.classroom.state import BoardState

LESSON, EXAMPLE = "lesson:", "example:"


@dataclass(frozen=True)
class Start:
    """One starting point: its name in an address, its facts, its lesson if it is one."""

    knowledge: Knowledge
    name: str
    facts: Facts
    lesson: Lesson | None = None

    @property
    def state(self) -> BoardState:
        """The board at the start."""
        return BoardState(self.facts, {}, self.name)

    @property
    def twist(self) -> BoardState | None:
        """The board after the lesson's twist, if it has one."""
        if not (self.lesson and self.lesson.twist):
            return None
        twisted = facts_for(self.knowledge, self.lesson, twisted=True).answers
        return self.state.changed({t: twisted.get(t) for t in {**self.facts.answers, **twisted}})

    @cached_property
    def advice(self) -> Advice:
        """What the facts come to."""
        return outcome(self.knowledge, self.facts)[0]


@dataclass(frozen=True)
class Starts:
    """Every starting point of one knowledge base; `folder` is its own, None for the shipped one."""

    knowledge: Knowledge
    taught: tuple[Lesson, ...]
    folder: Path | None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that an address may hold."""
        lessons = (f"{LESSON}{lesson.id}" for lesson in self.taught)
        return (*lessons, *(start.name for start in self.examples))

    @property
    def lessons(self) -> tuple[Start, ...]:
        """The lessons in the order of teaching."""
        return tuple(self._lesson(lesson) for lesson in self.taught)

    @property
    def examples(self) -> tuple[Start, ...]:
        """The example PDs by file name. Raises AdvisorError when one does not fit."""
        return _examples(self.knowledge, self.folder)

    def find(self, name: str) -> Start | None:
        """The starting point of this name."""
        if name.startswith(LESSON):
            found = (item for item in self.taught if f"{LESSON}{item.id}" == name)
            return next((self._lesson(item) for item in found), None)
        return next((start for start in self.examples if start.name == name), None)

    def after(self, name: str) -> Start | None:
        """The lesson that is taught after the one of this name."""
        names = [f"{LESSON}{lesson.id}" for lesson in self.taught]
        place = names.index(name) + 1 if name in names else len(names)
        return self._lesson(self.taught[place]) if place < len(names) else None

    def _lesson(self, lesson: Lesson) -> Start:
        facts = facts_for(self.knowledge, lesson)
        return Start(self.knowledge, f"{LESSON}{lesson.id}", facts, lesson)


@lru_cache(maxsize=4)
def _examples(knowledge: Knowledge, folder: Path | None) -> tuple[Start, ...]:
    place = folder / "examples" if folder else examples_folder()
    found = (path for path in place.glob("*") if path.suffix in (".yaml", ".json"))
    files = sorted(path for path in found if not is_aside(path.name))
    facts = ((path.stem, read_facts(knowledge.vocabulary, path)) for path in files)
    return tuple(Start(knowledge, f"{EXAMPLE}{stem}", found) for stem, found in facts)
