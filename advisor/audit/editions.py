"""Editions of the knowledge: a folder, a git revision, or a digest in a ledger, and their use."""

import io
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from advisor.audit.ledger import Ledger
from advisor.audit.record import DamagedError
from advisor.audit.storage.blobs import get_knowledge
from advisor.audit.storage.connection import Place
from advisor.common.errors import AdvisorError, Problem
from advisor.common.files import is_aside
from advisor.common.language import Said, said
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.loader import load, load_texts
from advisor.knowledge.storage import KNOWLEDGE, RULES


@dataclass(frozen=True)
class UsedEdition:
    """One edition: its digest and version, the first and last record made with it, how many."""

    digest: str
    version: str
    first: int
    last: int
    count: int


def used_editions(ledger: Ledger) -> list[UsedEdition]:
    """Every edition that a consultation was recorded with, the latest first."""
    query = (
        "SELECT knowledge, min(number), max(number), count(*) FROM record"
        " WHERE knowledge IS NOT NULL GROUP BY knowledge ORDER BY max(number) DESC"
    )
    rows = ledger.connection.execute(query).fetchall()
    return [UsedEdition(row[0], _version(ledger, row[2]), *row[1:]) for row in rows]


def _version(ledger: Ledger, number: int) -> str:
    try:
        return str(ledger.get(number).consultation["knowledge"]["version"])
    except DamagedError:
        return "?"


GIT, DIGEST = "git:", "sha256:"


def edition(name: str, ledger: Place) -> Knowledge:
    """The knowledge base that `name` stands for. Raises AdvisorError.

    `sha256:…` is a knowledge digest in the ledger, cut short if still unique; `git:REV` a revision
    of the repository around the working directory; else a folder holding `rules/` and
    `knowledge/`, or, where there is no such folder, a revision.
    """
    if name.startswith(DIGEST):
        with Ledger.reading(ledger) as book:
            return edition_in(book, name)
    folder = Path(name)
    if folder.is_dir():
        return load(folder / RULES, folder / KNOWLEDGE)
    return load_texts(_revision(name.removeprefix(GIT), name))


def edition_in(ledger: Ledger, digest: str) -> Knowledge:
    """The edition of an open ledger whose digest begins so. Raises AdvisorError."""
    return get_knowledge(ledger.connection, _manifest(ledger, digest))


def _manifest(ledger: Ledger, name: str) -> str:
    """The texts first recorded for the one digest that begins so."""
    query = (
        "SELECT min(number), knowledge FROM record WHERE knowledge >= ? AND knowledge < ?"
        " GROUP BY knowledge ORDER BY knowledge"
    )
    rows = ledger.connection.execute(query, (name, name + "g")).fetchall()
    if len(rows) != 1:
        key = "editions.several" if rows else "editions.no-digest"
        raise _problem(name, said(key, known=tuple(row[1] for row in rows)))
    texts: str = ledger.get(rows[0][0]).consultation["knowledge"]["texts"]
    return texts


def _revision(revision: str, name: str) -> dict[str, bytes]:
    """Both folders as the revision has them."""
    top = _git("rev-parse", "--show-toplevel", at=Path(), name=name).decode().strip()
    # The full hash: what a revision is called must not be taken for an option.
    commit = _git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}",
                  at=Path(top), name=name).decode().strip()  # fmt: skip
    archive = _git("archive", "--format=tar", commit, RULES, KNOWLEDGE, at=Path(top), name=name)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = {member.name: tar.extractfile(member) for member in tar if member.isfile()}
        return {path: file.read() for path, file in files.items() if file and not _is_aside(path)}


def _is_aside(path: str) -> bool:
    """Whether a folder's rules would not be looked for there either."""
    return any(is_aside(part) for part in PurePosixPath(path).parts)


def _git(*arguments: str, at: Path, name: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=at, capture_output=True, check=False)
    except OSError as error:
        raise _problem(name, said("editions.no-git")) from error
    if done.returncode:
        raise _problem(name, said("editions.unknown"))
    return done.stdout


def _problem(name: str, message: Said) -> AdvisorError:
    return AdvisorError([Problem(name, None, message, said("editions.forms"))])
