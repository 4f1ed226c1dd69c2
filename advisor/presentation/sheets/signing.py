"""The places to sign for administrator and head."""

from advisor.presentation.sheets.case import Case
from advisor.presentation.sheets.sheet import Signatures

DOTS = "." * 40
SHORT = "." * 24


def signatures(case: Case, lead: str) -> Signatures:
    """The head, who approves, beside the administrator, who submits, with place and date."""
    lines = tuple(f"{case.say(key)}: {DOTS}" for key in ("sheets.name", "sheets.nip"))
    place = case.say("sheets.place-and-date", place=SHORT, day=SHORT)
    head = ("", case.say("sheets.approves"), case.say("sheets.head-of-pd"))
    administrator = (place, case.say("sheets.submits"), case.say("sheets.administrator"))
    return Signatures(lead, ((head, lines), (administrator, lines)))
