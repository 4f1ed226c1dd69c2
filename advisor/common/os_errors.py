"""What the operating system, or a database, gives as the reason of a failure."""

import errno

from advisor.common.language import Said, said
from advisor.common.messages import topic


def reason(error: OSError) -> Said | str:
    """The reason as a message of `messages/system.yaml`, or the system's own words for a failure
    that has none there.
    """
    key = f"system.{errno.errorcode.get(error.errno or 0, '')}"
    return said(key) if key in topic("system") else error.strerror or str(error)


def database_reason(error: BaseException) -> str:
    """The name of SQLite's code, as its own words are English; what a server says in short, or how
    the last attempt to reach it ended.
    """
    if name := getattr(error, "sqlite_errorname", None):
        return str(name)
    primary = getattr(getattr(error, "diag", None), "message_primary", None)
    first = str(error).partition("\n")[0]
    return " ".join((primary or first.rpartition(" failed: ")[2]).split())
