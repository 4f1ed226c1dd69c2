"""Signed checkpoints: ed25519, from the `cryptography` library (extra `sign`)."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advisor.audit.checkpoint import Checkpoint
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import Said, said

ALGORITHM = "ed25519"


def make_key(path: Path) -> str:
    """Write a new private key (PEM, readable by its owner only); returns the public key in hex.

    Raises AdvisorError when the file exists: a key that was used must not be lost.
    """
    ed25519, serialization = _library()
    key = ed25519.Ed25519PrivateKey.generate()
    content = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        reason = os_errors.reason(error)
        problem = Problem(str(path), None, said("files.cannot-write", reason=reason))
        raise AdvisorError([problem]) from error
    return _public(key, serialization)


def sign(checkpoint: Checkpoint, path: Path) -> Checkpoint:
    """The checkpoint signed with the private key in this file. Raises AdvisorError."""
    _, serialization = _library()
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        value = key.sign(checkpoint.signed).hex()
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise AdvisorError([Problem(str(path), None, said("ledger.key"))]) from error
    signature = {"algorithm": ALGORITHM, "key": _public(key, serialization), "value": value}
    return replace(checkpoint, signature=signature)


def signature_holds(checkpoint: Checkpoint) -> bool:
    """Whether the signature was made with the key it names; that the key is the right one, only
    who knows it can say.
    """
    from cryptography.exceptions import InvalidSignature

    ed25519, _ = _library()
    signature = checkpoint.signature or {}
    try:
        key = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["key"]))
        key.verify(bytes.fromhex(signature["value"]), checkpoint.signed)
    except (InvalidSignature, ValueError, KeyError):
        return False
    return signature["algorithm"] == ALGORITHM


@dataclass(frozen=True)
class Trust:
    """How far a checkpoint can be trusted, and whether its signature, if any, holds."""

    holds: bool
    message: Said


def trust(checkpoint: Checkpoint, key: str | None) -> Trust:
    """Judge a checkpoint's signature; `key` is the public key that it should be of, in hex."""
    if checkpoint.signature is None:
        return Trust(key is None, said("integrity.other-key" if key else "integrity.unsigned"))
    if not signature_holds(checkpoint):
        return Trust(False, said("integrity.signature"))
    signer = checkpoint.signature["key"]
    if key is None:
        return Trust(True, said("integrity.signed", key=signer))
    same = key.strip().lower() == signer
    return Trust(same, said("integrity.trusted" if same else "integrity.other-key"))


def _public(key: Any, serialization: Any) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return str(raw.hex())


def _library() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        problem = Problem("cryptography", None, said("ledger.sign-extra"))
        raise AdvisorError([problem]) from error
    return ed25519, serialization
