"""Personal text: kept beside the chain, so that it can be removed without breaking the chain."""

import secrets
from dataclasses import dataclass

from advisor.audit.canonical import canonical, sha256

FIELDS = ("who", "pd")
"""Who asked for the consultation, and the name of the PD; both free text, both optional."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One personal text and the salt that keeps its commitment from being guessed."""

    field: str
    salt: str
    text: str

    @property
    def commitment(self) -> str:
        """What the chain holds instead of the text; without the salt it says nothing of it."""
        return sha256(canonical([self.field, self.salt, self.text]))


def salted(field: str, text: str | None) -> Personal | None:
    """A personal text with fresh salt; None when there is none."""
    return Personal(field, secrets.token_hex(32), text) if text else None
