"""Finding records: filters that indexes serve, newest first, and names that nothing answers to."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

from advisor.audit.ledger import Ledger
from advisor.audit.record import PORTION, Mention, Record, completed, indexed, written_time
from advisor.audit.storage.connection import portions
from advisor.audit.storage.dialect import Dialect
from advisor.common.errors import AdvisorError, Problem, did_you_mean
from advisor.common.language import said
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.phrase import YES_NO, Value


@dataclass(frozen=True)
class Filter:
    """What to look for; everything that is given must hold.

    `since` is inclusive, `before` exclusive, both UTC as `moment` gives them; `pd` and `who` are
    whole texts in any case of the letters A to Z (of no others), `text` is a part of either;
    `rules` fired, `steps` were advised, `answers` were given; `knowledge` is a whole digest;
    `below` leaves only earlier records than that number, which is how one pages through many.
    """

    since: str | None = None
    before: str | None = None
    pd: str | None = None
    who: str | None = None
    rules: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    answers: dict[str, Value] = field(default_factory=dict)
    text: str | None = None
    kind: str | None = None
    status: str | None = None
    knowledge: str | None = None
    below: int | None = None

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The rules, steps and answers, as the ledger's index names them."""
        return (
            *(("rule", rule.upper(), "") for rule in self.rules),
            *(("step", step, "") for step in self.steps),
            *(("answer", term, indexed(value)) for term, value in self.answers.items()),
        )


def moment(text: str, zone: tzinfo = UTC) -> str:
    """A date or time in ISO form, as records write it; one that names no zone is of this one.

    Raises AdvisorError.
    """
    try:
        time = datetime.fromisoformat(text)
        return written_time(time if time.tzinfo else time.replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        raise AdvisorError([Problem(text, None, said("ledger.moment"))]) from error


def wanted(
    since: str | None,
    before: str | None,
    terms: tuple[str, ...],
    zone: tzinfo = UTC,
    **given: Any,
) -> Filter:
    """The filter for what a person in a zone wrote: dates as text, answers as `term=value`.

    The values are read without a vocabulary, because the ledger outlives any of them. Raises
    AdvisorError with every problem.
    """
    problems: list[Problem] = []
    times: list[str | None] = []
    for text in (since, before):
        try:
            times.append(moment(text, zone) if text else None)
        except AdvisorError as error:
            problems += error.problems
    for text in terms:
        if not all(part.strip() for part in text.partition("=")):
            problems.append(Problem(text, None, said("audit.answer-form")))
    if problems:
        raise AdvisorError(problems)
    answers = {name.strip(): _value(text.strip()) for name, _, text in map(_split, terms)}
    return Filter(times[0], times[1], answers=answers, **given)


def refuse_reversed(filter: Filter) -> None:
    """Raises AdvisorError for a period that ends before it begins."""
    if filter.since and filter.before and filter.since >= filter.before:
        period = f"{filter.since} … {filter.before}"
        raise AdvisorError([Problem(period, None, said("audit.reversed"))])


def _split(text: str) -> tuple[str, str, str]:
    return text.partition("=")


def _value(text: str) -> Value:
    """An answer as facts files write it."""
    if text.isascii() and text.isdigit():
        return int(text)
    return YES_NO.get(text, text)


def find(ledger: Ledger, filter: Filter, limit: int | None = None) -> Iterator[Record]:
    """The records that fit, newest first; `limit` of them at most, all if it is None."""
    return (record for _, record in find_numbered(ledger, filter, limit))


def find_numbered(
    ledger: Ledger, filter: Filter, limit: int | None = None
) -> Iterator[tuple[int, Record]]:
    """Like `find`, each with its number."""
    query, parameters = _limited(ledger, filter, limit)
    return completed(ledger.connection, ledger.rows(query, *parameters))


def oldest_first(ledger: Ledger, filter: Filter, limit: int | None = None) -> Iterator[Record]:
    """The records that fit, oldest first; if there are more than `limit`, the newest of them.

    However many there are, only a portion of them is in memory, beside all numbers.
    """
    query, parameters = _limited(ledger, filter, limit)
    found = ledger.rows(f"SELECT number FROM ({query}) AS found", *parameters)
    for portion in portions(sorted(number for (number,) in found), PORTION):
        chosen = f"number IN ({', '.join('?' for _ in portion)}) ORDER BY number"
        rows = ledger.connection.execute(
            f"SELECT number, body, hash FROM record WHERE {chosen}", portion
        ).fetchall()
        yield from (record for _, record in completed(ledger.connection, rows))


def _limited(ledger: Ledger, filter: Filter, limit: int | None) -> tuple[str, list[object]]:
    query, parameters = statement(filter, ledger.store.dialect)
    return (query, parameters) if limit is None else (f"{query} LIMIT ?", [*parameters, limit])


def statement(filter: Filter, dialect: Dialect) -> tuple[str, list[object]]:
    """The query for a filter and its parameters.

    The first thing to look for drives the query in the order of its index; the others are looked
    up by key for each record that the first one finds.
    """
    first, *others = filter.mentions or (None,)
    lookups = [_mentioned(mention) for mention in others if mention]
    texts = [(name, text) for name in ("pd", "who") if (text := getattr(filter, name))]
    lookups += [_named(name, text, dialect) for name, text in texts]
    times: list[tuple[str, list[object]]] = [
        (f"time {sign} ?", [value])
        for sign, value in ((">=", filter.since), ("<", filter.before))
        if value
    ]
    table, order = "record", "number"
    conditions = [*lookups, *times, *_plain(filter, dialect)]
    if first:
        # A cross join keeps SQLite from beginning with the other table.
        table, order = "mention CROSS JOIN record", "mention.record"
        joined = "number = mention.record AND mention.kind = ? AND name = ? AND value = ?"
        conditions.insert(0, (joined, list(first)))
    elif times and not lookups:
        # A time by itself is served by its index; `+` keeps SQLite from walking all numbers.
        order = "+number"
    where = " AND ".join(text for text, _ in conditions) or "TRUE"
    parameters = [value for _, values in conditions for value in values]
    query = f"SELECT number, body, hash FROM {table} WHERE {where} ORDER BY {order} DESC"
    return query, parameters


def _mentioned(mention: Mention) -> tuple[str, list[object]]:
    inner = "SELECT record FROM mention WHERE kind = ? AND name = ? AND value = ?"
    return f"number IN ({inner})", list(mention)


def _named(name: str, text: str, dialect: Dialect) -> tuple[str, list[object]]:
    inner = f"SELECT record FROM personal WHERE field = ? AND {dialect.same_letters}"
    return f"number IN ({inner})", [name, text]


def _plain(filter: Filter, dialect: Dialect) -> Iterator[tuple[str, list[object]]]:
    """What is looked up in the record's own row, and parts of personal text."""
    for name in ("kind", "status", "knowledge"):
        if value := getattr(filter, name):
            yield f"record.{name} = ?", [value]
    if filter.below is not None:
        yield "number < ?", [filter.below]
    if filter.text:
        inner = f"SELECT record FROM personal WHERE {dialect.part} ESCAPE '!'"
        yield f"number IN ({inner})", [f"%{_literal(filter.text)}%"]


def _literal(text: str) -> str:
    """Text whose `%` and `_` stand for themselves in a LIKE pattern."""
    return "".join(f"!{c}" if c in "!%_" else c for c in text)


def unknown_names(
    ledger: Ledger, filter: Filter, load: Callable[[], Knowledge]
) -> tuple[Problem, ...]:
    """What is looked for and unknown, each with the nearest name that today's rules have.

    A name that occurs in any record is no stranger, whatever today's rules say. `load` gives them;
    it is called only when the ledger lacks a name. Rules that cannot be loaded tell nothing.
    """
    lacking = {(kind, name) for kind, name, _ in filter.mentions if not _occurs(ledger, kind, name)}
    if not lacking:
        return ()
    try:
        knowledge = load()
    except AdvisorError:
        return ()
    return tuple(_unknown(knowledge, sorted(lacking)))


def _occurs(ledger: Ledger, kind: str, name: str) -> bool:
    query = "SELECT 1 FROM mention WHERE kind = ? AND name = ? LIMIT 1"
    return ledger.connection.execute(query, (kind, name)).fetchone() is not None


def _unknown(knowledge: Knowledge, names: list[tuple[str, str]]) -> Iterator[Problem]:
    known: dict[str, Collection[str]] = {
        "rule": knowledge.rule,
        "step": knowledge.steps,
        "answer": knowledge.vocabulary.asked,
    }
    for kind, name in names:
        if name not in known[kind]:
            message = said(f"audit.stranger-{kind}", name=name)
            yield Problem(name, None, message, did_you_mean(name, known[kind]))
