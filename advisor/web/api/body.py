"""A request's body: JSON, read as strictly as a facts file, each problem told by its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from starlette.requests import Request

from advisor.common.errors import MAX_PROBLEMS, Problem
from advisor.common.language import Said, said
from advisor.common.strict_json import JsonError, read_json
from advisor.knowledge.yaml_reader import Document, Location
from advisor.web.errors import RefusedError

JSON_TYPE = "application/json"
LARGEST = 2**53
_WRONG = {"syntax": "api.bad-json", "deep": "api.too-deep"}
_WORDS = {True: "true", False: "false", None: "null"}


class Number(str):
    """A number of the JSON, as the text that it was written as."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Fields(Document):
    """What a body says, as a document whose places are fields instead of lines.

    `shown` gives another name for a top-level field than the one it has in the data.
    """

    shown: Mapping[str, str] = field(default_factory=dict)

    def problem(self, location: Location, message: Said, hint: Said | None = None) -> Problem:
        """A problem at a field, named `answers.term`; at the body when it is the whole."""
        first, *rest = location or (self.path,)
        names = (self.shown.get(str(first), str(first)), *map(str, rest))
        return Problem(".".join(names), None, message, hint)


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises RefusedError: 415 for another type, 400 for bad JSON.

    Numbers come as the text they were written as; nothing is made of them here.
    """
    sent = Message()
    sent["content-type"] = request.headers.get("content-type", "")
    is_utf8 = sent.get_content_charset("utf-8") in ("utf-8", "utf8")
    if sent.get_content_type() != JSON_TYPE or not is_utf8:
        raise _refused(415, said("api.not-json-type", wanted=JSON_TYPE))
    return parse_object(await request.body())


def parse_object(content: bytes) -> dict[str, Any]:
    """The JSON object in these bytes. Raises RefusedError (400) with every problem."""
    try:
        data = read_json(content, Number, _whole)
    except JsonError as error:
        if error.kind != "twice":
            message = said(_WRONG.get(error.kind, "api.not-text"), **error.about)
            raise _refused(400, message) from error
        told = [Problem(n, None, said("reader.duplicate-key", key=n)) for n in error.names]
        raise RefusedError(400, told[:MAX_PROBLEMS]) from error
    if not isinstance(data, dict):
        raise _refused(400, said("api.not-object"))
    return data


def as_answers(given: Any) -> Any:
    """Answers with each value as a facts file writes it; what is no single value stays."""
    if not isinstance(given, dict):
        return given
    return {
        term: _WORDS[value] if value is None or isinstance(value, bool) else value
        for term, value in given.items()
    }


def _whole(text: str) -> Number:
    """A number that is whole however it is written: to JSON, 1.0 and 1 are one number."""
    number = float(text)
    return Number(int(number) if number.is_integer() and abs(number) < LARGEST else text)


def _refused(status: int, message: Said) -> RefusedError:
    return RefusedError(status, [Problem("body", None, message)])
