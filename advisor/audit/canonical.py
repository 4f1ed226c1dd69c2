"""Canonical JSON (RFC 8785) and the digests that the ledger's chain is made of."""

import hashlib

import rfc8785

GENESIS = "sha256:" + "0" * 64
"""What the first record names as its predecessor."""


def canonical(content: object) -> bytes:
    """The one way to write this JSON value as bytes."""
    return rfc8785.dumps(content)  # type: ignore[arg-type]


def sha256(content: bytes) -> str:
    """`sha256:` and the hex digest of bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()
