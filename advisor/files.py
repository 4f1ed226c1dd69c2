"""Writing files so that a reader sees the old content or the new, never a part; listing folders."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from advisor import system
from advisor.errors import AdvisorError, Problem
from advisor.language import said


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace the file as a whole. Raises AdvisorError; what stood there before then still does.

    A file that was there keeps its permissions; a new one gets the usual ones.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        os.replace(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise _cannot(path, error) from error


def below(folder: Path) -> Iterator[tuple[Path, bool]]:
    """What lies below a folder, in order: files, and links to folders, which are not followed.

    The flag tells a link to a folder. What is hidden or an editor's own is left out.
    """
    found: list[tuple[Path, bool]] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not is_aside(name)]
        linked = [name for name in folders if Path(place, name).is_symlink()]
        found += [(Path(place, name), False) for name in names if not is_aside(name)]
        found += [(Path(place, name), True) for name in linked]
    yield from sorted(found)


def is_aside(name: str) -> bool:
    """Whether a name is that of a hidden file, or of an editor's lock, backup or unsaved text."""
    return name.startswith((".", "#")) or name.endswith("~")


def _cannot(path: Path, error: OSError) -> AdvisorError:
    reason = system.reason(error)
    return AdvisorError([Problem(str(path), None, said("files.cannot-write", reason=reason))])
