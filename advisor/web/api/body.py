"""A request's body: JSON, read as strictly as a facts file, each problem told by its field."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from starlette.requests import Request

from advisor.common.errors import MAX_PROBLEMS, Problem
from advisor.common.language import Said, said
from advisor.knowledge.yaml_reader import Document, Location
from advisor.web.errors import RefusedError

JSON_TYPE = "application/json"
LARGEST = 2**53
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
    problems: list[Problem] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            counted = Counter(name for name, _ in pairs)
            twice = [name for name, count in counted.items() if count > 1]
            problems.extend(
                Problem(name, None, said("reader.duplicate-key", key=name)) for name in twice
            )
        return result

    data = _parsed(content, mapping)
    if problems:
        raise RefusedError(400, problems[:MAX_PROBLEMS])
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


def _parsed(content: bytes, mapping: Any) -> Any:
    try:
        text = content.decode()
        data = json.loads(
            text,
            object_pairs_hook=mapping,
            parse_int=Number,
            parse_float=_whole,
            parse_constant=_no_constant,
        )
        if "\\u" in text:
            # Half of a surrogate pair is no character; it could not be written out again.
            json.dumps(data, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
        raise _refused(400, said("api.bad-json", **where)) from error
    except RecursionError as error:
        raise _refused(400, said("api.too-deep")) from error
    except ValueError as error:
        raise _refused(400, said("api.not-text")) from error
    return data


def _whole(text: str) -> Number:
    """A number that is whole however it is written: to JSON, 1.0 and 1 are one number."""
    number = float(text)
    return Number(int(number) if number.is_integer() and abs(number) < LARGEST else text)


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _refused(status: int, message: Said) -> RefusedError:
    return RefusedError(status, [Problem("body", None, message)])
