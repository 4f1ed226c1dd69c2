"""Writing files whole or not at all, so that no reader sees a part; listing and digesting them."""

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO

from advisor.common import os_errors
from advisor.common.errors import AdvisorError, Problem
from advisor.common.language import said

_STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/")
"""Names of a process's own streams: even where one is a regular file, it is not ours to replace."""


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace the file as a whole. Raises AdvisorError; what stood there before then still does.

    A file that was there keeps its permissions and, where the system lets us, its owner; a new one
    gets the usual ones. A symbolic link stays, and the file it leads to is replaced. What is no
    regular file (a pipe, a device, the process's own output) is written into.
    """
    data = content.encode() if isinstance(content, str) else content

    def fill(stream: IO[bytes]) -> None:
        stream.write(data)

    fill_atomically(path, fill)


def fill_atomically(
    path: Path, fill: Callable[[IO[bytes]], None], aside: Path | None = None
) -> None:
    """`write_atomically`, of content that `fill` writes to a stream, which it may seek in.

    `aside` is a folder for what is not whole yet, where a killed process may leave it; it must
    stand beside `path`, and is not used where a link leads elsewhere.
    """
    try:
        if _is_special(path):
            _pour(path, fill)
        else:
            target = Path(os.path.realpath(path))
            near = aside and Path(os.path.realpath(aside)).parent == target.parent
            _replace(target, fill, aside if aside and near else target.parent)
    except OSError as error:
        raise _cannot(path, error) from error


def content_digest(path: Path) -> str:
    """`sha256:` over the file's bytes, read in pieces."""
    with path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def check_writable(path: Path) -> None:
    """Make sure that `path` can be written, and leave it as it is. Raises AdvisorError."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not _is_special(path):
            target = Path(os.path.realpath(path))
            handle, temporary = _new(target.parent, target.name, 0o600)
            os.close(handle)
            temporary.unlink()
    except OSError as error:
        raise _cannot(path, error) from error


def claim(folder: Path, name: str) -> Path:
    """A new, empty file in the folder: `name`, or, where that is taken, `name` with a number.

    Raises AdvisorError.
    """
    wanted = folder / name
    for number in count(1):
        path = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            continue
        except OSError as error:
            raise _cannot(path, error) from error
        break
    return path


def _is_special(path: Path) -> bool:
    if os.path.abspath(path).startswith(_STREAMS):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _pour(path: Path, fill: Callable[[IO[bytes]], None]) -> None:
    with tempfile.TemporaryFile() as whole:
        fill(whole)
        whole.seek(0)
        with path.open("ab") as stream:
            shutil.copyfileobj(whole, stream)


def _replace(path: Path, fill: Callable[[IO[bytes]], None], aside: Path) -> None:
    old = path.stat() if path.exists() else None
    # Until it has its owner and permissions, nobody else may look into it.
    handle, temporary = _new(aside, path.name, 0o600 if old else 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if old:
            _give(temporary, old)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _new(folder: Path, name: str, mode: int) -> tuple[int, Path]:
    """A new, empty file: an open handle, and where it stands."""
    temporary = folder / f".{name}.{secrets.token_hex(6)}"
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    return os.open(temporary, flags, mode), temporary


def _give(path: Path, old: os.stat_result) -> None:
    """Owner, group and permissions; these last, because a new owner takes some of them away."""
    if hasattr(os, "chown"):
        for owner, group in ((old.st_uid, -1), (-1, old.st_gid)):
            with suppress(PermissionError):
                os.chown(path, owner, group)
    path.chmod(old.st_mode & 0o7777)


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


_LITTER = ("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin")
"""What Windows and macOS leave in folders, in lower case."""


def is_aside(name: str) -> bool:
    """Whether a name is that of a hidden file, of an editor's or office program's lock, backup or
    unsaved text, or of what an operating system leaves in every folder.
    """
    plain = name.lower()
    return (
        plain.startswith((".", "#", "~$"))
        or plain.endswith(("~", ".tmp", ".bak"))
        or plain in _LITTER
    )


def _cannot(path: Path, error: OSError) -> AdvisorError:
    reason = os_errors.reason(error)
    return AdvisorError([Problem(str(path), None, said("files.cannot-write", reason=reason))])
