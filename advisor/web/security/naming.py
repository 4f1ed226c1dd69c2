"""How the ledger names a request that may come again, so that it is recorded once."""

import hmac
from hashlib import sha256


def request_name(secret: bytes, kind: str, *parts: str) -> str:
    """A name of what is told apart by these parts, none of which holds a line's end.

    Keyed by the installation's secret: the ledger keeps it for good, and nobody must be able to
    tell from it, or to find out by guessing, what the parts were.
    """
    content = "\n".join(parts)
    return hmac.new(secret, f"{kind}:{content}".encode(), sha256).hexdigest()
