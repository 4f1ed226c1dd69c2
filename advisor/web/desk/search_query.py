"""What a search asks for, read from its address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args
from urllib.parse import urlencode

from advisor.audit.query import Filter, wanted
from advisor.audit.record import Kind
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.common.time_zone import Zone
from advisor.inference.evaluator import Status

STATUSES: tuple[str, ...] = get_args(Status)
KINDS: tuple[str, ...] = get_args(Kind)
FIELDS = (
    "text", "answer", "rule", "step", "status", "kind", "edition", "since", "until",
)  # fmt: skip
PERSONAL = ("text",)
LONGEST = 200
MOST = 2**63 - 1
"""The largest number of a record that a database keeps."""


@dataclass(frozen=True)
class Asked:
    """A search as it was typed; every field is text, empty where nothing was asked."""

    fields: Mapping[str, str]
    below: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything was asked for."""
        return any(self.fields.values())

    @property
    def narrowed(self) -> bool:
        """Whether more than a name was asked for."""
        return any(text for name, text in self.fields.items() if name not in PERSONAL)

    def address(self, path: str, **more: object) -> str:
        """The address of the same search, with more in it."""
        given = {**{name: text for name, text in self.fields.items() if text}, **more}
        return f"{path}?{urlencode(given)}" if given else path

    def record(self, number: int, rest: str = "", **more: object) -> str:
        """The address of a record, or of a page of it, that leads back to where this search is."""
        return self._here(f"/desk/record/{number}{rest}", **more)

    @property
    def back(self) -> str:
        """The address of the page on which this search is."""
        return self._here("/desk")

    def _here(self, path: str, **more: object) -> str:
        below = {"below": self.below} if self.below else {}
        return self.address(path, **below, **more)


def asked(given: Mapping[str, str], personal: bool) -> Asked:
    """The search in an address; personal text is looked for only by who may see it."""
    names = FIELDS if personal else tuple(name for name in FIELDS if name not in PERSONAL)
    fields = {name: given.get(name, "").strip()[:LONGEST] for name in names}
    return Asked(fields, number(given.get("below", "")))


def number(text: str) -> int | None:
    """A record's number; None for anything that cannot be one."""
    plain = text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
    value = int(text) if plain else 0
    return value if 0 < value <= MOST else None


def filter_of(search: Asked, zone: Zone) -> Filter:
    """The filter; its days are those of a zone. Raises AdvisorError with every problem."""
    fields, problems = search.fields, _problems(search.fields)
    terms = (fields["answer"],) if fields["answer"] else ()
    before = _day_after(fields["until"]) or None
    try:
        found = wanted(fields["since"] or None, before, terms, zone.rules)
    except AdvisorError as error:
        raise AdvisorError([*error.problems, *problems]) from error
    if problems:
        raise AdvisorError(problems)
    return replace(
        found,
        rules=(fields["rule"],) if fields["rule"] else (),
        steps=(fields["step"],) if fields["step"] else (),
        text=fields.get("text") or None,
        kind=fields["kind"] or None,
        status=fields["status"] or None,
        knowledge=fields["edition"] or None,
        below=search.below,
    )


def _problems(fields: Mapping[str, str]) -> list[Problem]:
    """Choices that are none, days in the wrong order, and characters that no text has."""
    found = [
        Problem(fields[name], None, said("desk.no-choice"))
        for name, choices in (("status", STATUSES), ("kind", KINDS))
        if fields[name] and fields[name] not in choices
    ]
    first, last = _day(fields["since"]), _day(fields["until"])
    if first and last and first > last:
        message = said("desk.period", until=fields["until"])
        found.append(Problem(fields["since"], None, message))
    odd = (name for name, text in fields.items() if not text.isprintable())
    return [*found, *(Problem(name, None, said("desk.unprintable")) for name in odd)]


def _day_after(text: str) -> str:
    """The day after the last one wanted; what is no date is left for the filter to refuse."""
    try:
        day = _day(text)
        return (day + timedelta(days=1)).isoformat() if day else text
    except OverflowError:
        return text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
