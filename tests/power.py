"""A disk in memory whose power can be cut: what was not synced is dropped, torn or kept at random.

Each write that was not followed by a sync of its file may, on its own, be lost, be there, or be
there up to some sector. That is harsher than most disks, and what SQLite says it survives.
"""

from random import Random

import apsw

SECTOR = 512


class CutError(Exception):
    """The power is gone."""


class Disk:
    """Files as bytes; `pending` are the writes since the last sync of each file."""

    def __init__(self, files=None):
        self.files = {name: bytearray(data) for name, data in (files or {}).items()}
        self.synced = {name: bytes(data) for name, data in self.files.items()}
        self.pending = {}
        self.left = None

    def tick(self):
        """One operation of the disk; the power goes when none are left."""
        if self.left is not None:
            if self.left <= 0:
                raise CutError
            self.left -= 1

    def after_cut(self, random: Random):
        """The files as they are when the power comes back."""
        return {name: self._survived(name, random) for name in self.files}

    def _survived(self, name, random):
        data = bytearray(self.synced.get(name, b""))
        for kind, at, content in self.pending.get(name, ()):
            fate = random.choice(("lost", "kept", "torn"))
            if kind == "truncate" and fate != "lost":
                del data[at:]
            elif kind == "write" and fate != "lost":
                kept = content
                if fate == "torn":
                    kept = content[: random.randrange(0, len(content) + 1) // SECTOR * SECTOR]
                data.extend(b"\0" * (at + len(kept) - len(data)))
                data[at : at + len(kept)] = kept
        return bytes(data)


class MemoryVFS(apsw.VFS):
    def __init__(self, name, disk):
        self.disk = disk
        self.vfs = name
        super().__init__(name, base="")

    def xOpen(self, name, flags):  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.disk.files.setdefault(path, bytearray())
        return MemoryFile(self.disk, path)

    def xAccess(self, path, flags):  # noqa: N802
        return path in self.disk.files

    def xDelete(self, path, syncdir):  # noqa: N802
        self.disk.tick()
        for place in (self.disk.files, self.disk.synced, self.disk.pending):
            place.pop(path, None)

    def xFullPathname(self, name):  # noqa: N802
        return name


class MemoryFile:
    def __init__(self, disk, path):
        self.disk, self.path = disk, path

    @property
    def data(self):
        return self.disk.files[self.path]

    def xRead(self, amount, offset):  # noqa: N802
        return bytes(self.data[offset : offset + amount])

    def xWrite(self, data, offset):  # noqa: N802
        self.disk.tick()
        self.disk.pending.setdefault(self.path, []).append(("write", offset, bytes(data)))
        self.data.extend(b"\0" * (offset + len(data) - len(self.data)))
        self.data[offset : offset + len(data)] = data

    def xTruncate(self, size):  # noqa: N802
        self.disk.tick()
        self.disk.pending.setdefault(self.path, []).append(("truncate", size, b""))
        del self.data[size:]

    def xSync(self, flags):  # noqa: N802
        self.disk.tick()
        self.disk.synced[self.path] = bytes(self.data)
        self.disk.pending[self.path] = []

    def xFileSize(self):  # noqa: N802
        return len(self.data)

    def xLock(self, level):  # noqa: N802
        pass

    def xUnlock(self, level):  # noqa: N802
        pass

    def xCheckReservedLock(self):  # noqa: N802
        return False

    def xFileControl(self, operation, pointer):  # noqa: N802
        return False

    def xSectorSize(self):  # noqa: N802
        return SECTOR

    def xDeviceCharacteristics(self):  # noqa: N802
        return 0

    def xClose(self):  # noqa: N802
        pass
