"""Advice, and the record of it when the client wants one.

Advice for good comes from the engine, held to the evaluator, and is acknowledged when its record
is on disk. Advice that leaves no trace comes from the evaluator (see decision 0097).
"""

import re
from typing import Any

from advisor.advice.facts import Facts
from advisor.audit.ledger import Ledger
from advisor.audit.record import Record
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.web.api.call import Call, Reply
from advisor.web.errors import RefusedError
from advisor.web.security.naming import request_name

QUERY = "record"
KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 200
KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")
CHOICES = ("true", "false")


def wanted(call: Call) -> bool:
    """Whether the advice is to be recorded. Raises AdvisorError when that is not said clearly."""
    text = call.query.get(QUERY, "false")
    if text not in CHOICES:
        raise AdvisorError([Problem(QUERY, None, said("api.choice", given=text, known=CHOICES))])
    return text == "true"


def advise(call: Call) -> Reply:
    """The advice (`advice/1`), recorded or not; a recorded one names its record."""
    facts, name = call.facts(), _name(call)
    if not wanted(call):
        return Reply(call.site.preview(facts).as_json())
    advice = call.site.advise(facts)

    def append(ledger: Ledger) -> Reply:
        earlier = ledger.answering(name) if name else None
        if earlier:
            return Reply(_again(ledger, earlier, facts))
        record = ledger.record(call.site.knowledge, facts, advice, request=name)
        return Reply({**advice.as_json(), "record": _receipt(record)}, 201)

    return call.site.recorder.do(append)


def _name(call: Call) -> str | None:
    """How the ledger names the request of this key, into which a client may have put anything."""
    key = call.key
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise AdvisorError([Problem(KEY_HEADER, None, said("api.key", most=LONGEST_KEY))])
    return request_name(call.site.settings.secret, "request", key)


def _again(ledger: Ledger, record: Record, facts: Facts) -> dict[str, Any]:
    """The advice that was given to this request before."""
    if not _same(record, facts):
        raise _conflict()
    return {**ledger.advice(record), "record": _receipt(record)}


def _same(record: Record, facts: Facts) -> bool:
    """Whether a record is of these facts; a name that was redacted can't be held against them."""
    body = record.body
    same_name = record.redacted or record.personal.get("pd") == facts.name
    given = body["answers"] == facts.answers and body["not_known"] == list(facts.not_known)
    return given and same_name


def _receipt(record: Record) -> dict[str, Any]:
    return {"number": record.number, "time": record.time, "hash": record.hash}


def _conflict() -> RefusedError:
    return RefusedError(409, [Problem(KEY_HEADER, None, said("api.key-reused"))])
