"""Writing files so that a reader sees the old content or the new, never a part."""

import os
import tempfile
from pathlib import Path

from advisor.errors import AdvisorError, Problem
from advisor.language import said


def write_atomically(path: Path, content: str | bytes) -> None:
    """Replace the file as a whole. Raises AdvisorError; what stood there before then still does."""
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _cannot(path, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> AdvisorError:
    reason = error.strerror or str(error)
    return AdvisorError([Problem(str(path), None, said("files.cannot-write", reason=reason))])
