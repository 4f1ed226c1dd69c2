"""Contents kept once by their digest: texts of rules and knowledge, and advices."""

import zlib
from collections.abc import Mapping
from functools import lru_cache

from advisor.audit.record import canonical, sha256
from advisor.audit.storage.connection import Connection
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load_texts

_digest = lru_cache(maxsize=512)(sha256)
"""Of the texts of rules, which are the same from record to record."""


class MissingError(AdvisorError):
    """The ledger lacks a content that it names, or the content is damaged: it was tampered with."""

    def __init__(self, digest: str) -> None:
        hint = said("ledger.verify-it")
        super().__init__([Problem(digest, None, said("ledger.damaged"), hint)])


class UnloadableError(AdvisorError):
    """Rule texts are as they were recorded, but this program would not take them."""

    def __init__(self, manifest: str, error: AdvisorError) -> None:
        self.reason = error.problems[0].message
        message = said("ledger.unloadable", reason=self.reason)
        super().__init__([Problem(manifest, None, message, said("ledger.unloadable-do"))])


def put(connection: Connection, content: bytes) -> str:
    """Keep a content; returns its digest. Kept already, nothing is added. Raises MissingError when
    the database has it not, or not as it is.
    """
    digest = sha256(content)
    connection.execute(
        "INSERT INTO blob (digest, content) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
        (digest, zlib.compress(content)),
    )
    get(connection, digest)
    return digest


def get(connection: Connection, digest: str) -> bytes:
    """The content of this digest, checked against it. Raises MissingError."""
    row = connection.execute("SELECT content FROM blob WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        raise MissingError(digest)
    try:
        content = zlib.decompress(row[0])
    except zlib.error as error:
        raise MissingError(digest) from error
    if sha256(content) != digest:
        raise MissingError(digest)
    return content


def manifest_of(texts: Mapping[str, bytes]) -> str:
    """The digest of a list of files: of the canonical JSON of path to content digest."""
    return sha256(canonical({path: sha256(content) for path, content in texts.items()}))


def put_texts(connection: Connection, texts: Mapping[str, bytes]) -> str:
    """Keep every file of a knowledge base; returns the manifest's digest. Raises MissingError when
    the database lacks one of them.
    """
    digests = {path: _digest(content) for path, content in texts.items()}
    manifest = sha256(canonical(digests))
    kept = "SELECT 1 FROM manifest WHERE manifest = ? LIMIT 1"
    if connection.execute(kept, (manifest,)).fetchone() is None:
        rows = [(manifest, path, put(connection, content)) for path, content in texts.items()]
        connection.executemany("INSERT INTO manifest VALUES (?, ?, ?)", rows)
    there = "SELECT path, digest FROM manifest JOIN blob ON digest = blob WHERE manifest = ?"
    if dict(map(tuple, connection.execute(there, (manifest,)).fetchall())) != digests:
        raise MissingError(manifest)
    return manifest


def get_knowledge(connection: Connection, manifest: str) -> Knowledge:
    """The knowledge base made again from its recorded texts.

    Raises MissingError, or UnloadableError.
    """
    rows = connection.execute("SELECT path, blob FROM manifest WHERE manifest = ?", (manifest,))
    texts = {path: get(connection, digest) for path, digest in rows.fetchall()}
    if manifest_of(texts) != manifest:
        raise MissingError(manifest)
    try:
        return load_texts(texts)
    except AdvisorError as error:
        raise UnloadableError(manifest, error) from error
