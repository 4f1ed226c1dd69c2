"""How a paper names the record of its plan, so that whoever holds it can have it checked."""

import hmac
import re
from dataclasses import dataclass

PREFIX = "sha256:"
SEAL = 16
"""Hex digits of a record's hash that stand on paper: 64 bits are beyond guessing over a network."""
GROUP = 4
TYPED = re.compile(rf"[0-9a-f]{{{SEAL},64}}")
CHECK = "/check"
"""Where an installation checks papers."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A plan's record: its number, its hash (`sha256:…`), its time (UTC)."""

    number: int
    hash: str
    time: str

    @property
    def seal(self) -> str:
        """The beginning of the hash."""
        return self.hash.removeprefix(PREFIX)[:SEAL]

    @property
    def written(self) -> str:
        """The seal as it stands on paper, `3f2a 91bc 0d4e 77aa`."""
        return " ".join(self.seal[at : at + GROUP] for at in range(0, SEAL, GROUP))

    def address(self, installation: str) -> str:
        """Where an installation shows what became of this record."""
        return f"{installation}{CHECK}/{self.number}/{self.seal}"


def typed_seal(text: str) -> str | None:
    """What a person typed or a code holds as the beginning of a hash; None for what is none."""
    plain = re.sub(r"[\s-]", "", text).lower().removeprefix(PREFIX)
    return plain if TYPED.fullmatch(plain) else None


def seals(seal: str, hash: str) -> bool:
    """Whether a hash begins so; how long that takes tells nothing."""
    return hmac.compare_digest(hash.removeprefix(PREFIX)[: len(seal)].encode(), seal.encode())
