"""The board's whole state as the query of an address: to be shared, kept and gone back to.

The facts stand in it under their terms' own names. `was` holds the answers before the last change,
as `term:value`; `start` names where the board began. A form sends `before`, the query that it was
made from, instead of `was`: the address that follows then states the difference. Links inside a
page hold `board`, the same in short (see `short`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from advisor.advice.facts import Facts, facts_from, one_line
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import Said, said
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import Value
from advisor.knowledge.spelling import parse_answer
from advisor.knowledge.vocabulary import written
from advisor.web.classroom.answer_code import Answers, Shorthand

MAX_PAIRS, MAX_PROBLEMS, MAX_TEXT = 200, 12, 60
NOT_KNOWN = "unknown"
BEFORE, SHORT = "before", "board"
OWN = frozenset((
    "lang", "start", BEFORE, SHORT, "at", "break", "run", "show", "part", "every", "zoom", "step",
    "rule", "term", "slide", "seed", "stage", "v",
))  # fmt: skip
"""The parameters of the pages themselves; all others are facts."""
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class BoardState:
    """Facts, the answers before the last change (None: was not known), and the starting point."""

    facts: Facts
    was: Answers = field(default_factory=dict)
    start: str = ""

    @property
    def key(self) -> tuple[tuple[str, Value], ...]:
        """What tells the facts of two boards apart."""
        return tuple(self.facts.answers.items())

    @property
    def query(self) -> str:
        """The state as a query, the same for the same state."""
        return urlencode(self._pairs())

    def link(self, path: str, **more: object) -> str:
        """The address of a page that shows this state; `more` are parameters of the page's own."""
        own = {name: value for name, value in more.items() if value not in (None, "")}
        query = "&".join(part for part in (self.query, urlencode(own, doseq=True)) if part)
        return f"{path}?{query}" if query else path

    def changed(self, answers: Answers) -> "BoardState":
        """The state after some answers change, with the present ones as those before."""
        before = self.facts.answers
        was = {t: before.get(t) for t, value in answers.items() if before.get(t) != value}
        known = {**before, **answers}
        kept = facts_from({t: v for t, v in known.items() if v is not None}, self.facts.name)
        return BoardState(kept, was, self.start)

    def hidden(self) -> tuple[tuple[str, str], ...]:
        """The state as form fields, for forms that leave it as it is."""
        return tuple(self._pairs())

    def _pairs(self) -> list[tuple[str, str]]:
        facts = [(term, written(value)) for term, value in self.facts.answers.items()]
        was = [("was", f"{term}:{_written(value)}") for term, value in self.was.items()]
        return [*facts, *was, *([("start", self.start)] if self.start else [])]


@dataclass(frozen=True)
class Reading:
    """What a query came to. `wrong` holds what was written for a term and cannot be used; a page
    asked for by `from_form` or `short` has an address of its own.
    """

    state: BoardState
    problems: tuple[Problem, ...]
    wrong: Mapping[str, str]
    from_form: bool
    short: bool = False

    def at(self, state: BoardState) -> "Reading":
        """The same reading with another state in place of the facts that were given."""
        return replace(self, state=state)


def read_state(knowledge: Knowledge, starts: Iterable[str], pairs: Pairs) -> Reading:
    """The state that a query holds; what is wrong in it is told and left out."""
    given = list(pairs)
    short = next((value for key, value in given if key == SHORT), None)
    reader = _Reader(knowledge, frozenset(starts))
    return reader.read(given) if short is None else reader.read_short(given, short)


def shown(text: str) -> str:
    """Text from an address as a message may quote it: one short line."""
    line = one_line(text[: MAX_TEXT + 1])
    return line if len(line) <= MAX_TEXT else f"{line[:MAX_TEXT]}…"


class _Reader:
    def __init__(self, knowledge: Knowledge, starts: frozenset[str]) -> None:
        self.vocabulary = knowledge.vocabulary
        self.asked = knowledge.vocabulary.asked
        self.starts = starts
        self.problems: list[Problem] = []
        self.wrong: dict[str, str] = {}

    def read(self, pairs: list[tuple[str, str]]) -> Reading:
        if len(pairs) > MAX_PAIRS:
            self._refuse("…", said("classroom.too-many", most=MAX_PAIRS))
        pairs = pairs[:MAX_PAIRS]
        answers = self._answers((k, v) for k, v in pairs if k not in OWN and k != "was")
        facts = facts_from({t: answers[t] for t in self.asked if answers.get(t) is not None})
        before = next((value for key, value in pairs if key == BEFORE), None)
        was = self._was(pairs) if before is None else self._before(before)
        start = self._start(next((value for key, value in pairs if key == "start"), ""))
        changed = {t: was[t] for t in self.asked if t in was and was[t] != facts.answers.get(t)}
        state = BoardState(facts, changed, start)
        problems = tuple(self.problems[:MAX_PROBLEMS])
        return Reading(state, problems, self.wrong, before is not None)

    def read_short(self, pairs: list[tuple[str, str]], text: str) -> Reading:
        """Raises AdvisorError for a short form of another vocabulary, which says nothing here."""
        found = Shorthand(self.vocabulary).read(text)
        if found is None:
            problem = Problem(SHORT, None, said("classroom.short"), said("classroom.short-do"))
            raise AdvisorError([problem])
        facts, was = found
        start = next((pair for pair in pairs if pair[0] == "start"), None)
        state = BoardState(facts_from({t: v for t, v in facts.items() if v is not None}), was)
        return replace(self.read([*state.hidden(), *([start] if start else [])]), short=True)

    def _answers(self, pairs: Pairs) -> dict[str, Value | None]:
        found: dict[str, Value | None] = {}
        for name, text in pairs:
            if name in found:
                self._refuse(name, said("classroom.twice"))
            elif self._is_term(name):
                found[name] = self._value(name, text)
        return found

    def _was(self, pairs: Pairs) -> dict[str, Value | None]:
        """The answers before the change, as `was` states them."""
        parts = [value.partition(":") for key, value in pairs if key == "was"]
        return self._answers((name, text) for name, _, text in parts)

    def _before(self, query: str) -> dict[str, Value | None]:
        """All answers before the change, from the query that the form was made from."""
        own = OWN | {"was"}
        try:
            pairs = parse_qsl(query, max_num_fields=MAX_PAIRS)
        except ValueError:
            return {}
        return dict.fromkeys(self.asked) | self._answers(p for p in pairs if p[0] not in own)

    def _start(self, name: str) -> str:
        if name and name not in self.starts:
            hint = did_you_mean(name[:MAX_TEXT], self.starts)
            self._refuse("start", said("classroom.no-start", name=shown(name)), hint)
            return ""
        return name

    def _is_term(self, name: str) -> bool:
        if name not in self.asked:
            hint = did_you_mean(name[:MAX_TEXT], self.asked)
            self._refuse(name, said("facts.term", name=shown(name)), hint)
        return name in self.asked

    def _value(self, name: str, text: str) -> Value | None:
        parsed = parse_answer(self.asked[name], text.strip()) if text.strip() else None
        if not isinstance(parsed, Said):
            return parsed
        self.wrong[name] = shown(text)
        self._refuse(name, parsed)
        return None

    def _refuse(self, where: str, message: Said, hint: Said | None = None) -> None:
        self.problems.append(Problem(shown(where), None, message, hint))


def _written(value: Value | None) -> str:
    return NOT_KNOWN if value is None else written(value)
