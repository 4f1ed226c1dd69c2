"""What each role may do. The table here is the whole of it; nothing else grants anything."""

from enum import Enum
from typing import Literal

Role = Literal["administrator", "auditor", "trainer"]
ROLES: tuple[Role, ...] = ("administrator", "auditor", "trainer")
ADMINISTRATOR: Role = "administrator"


class Right(Enum):
    """One thing that can be allowed."""

    SIGNED_IN = "signed-in"
    READ = "read"
    """Records without personal text; verify and replay; compare editions."""
    PERSONAL = "personal"
    """Who asked, the PD's name, why personal text was removed; and to search by these."""
    EXPORT = "export"
    """Copies of the ledger, personal text included."""
    REDACT = "redact"
    ACCOUNTS = "accounts"
    """The page of people, and all that is done there."""


RIGHTS: dict[Role, frozenset[Right]] = {
    "administrator": frozenset(Right),
    "auditor": frozenset((Right.SIGNED_IN, Right.READ, Right.PERSONAL, Right.EXPORT)),
    "trainer": frozenset((Right.SIGNED_IN, Right.READ)),
}


def may(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return right in RIGHTS.get(role, frozenset())
