"""The plan as a file to download: a name that any system takes."""

from urllib.parse import quote

from advisor.advice.facts import one_line

FORBIDDEN = '<>:"/\\|?*%'
"""What some system refuses in a file's name, and the percent sign, which browsers read as code."""
LONGEST = 80


def file_name(title: str, name: str | None, ending: str) -> str:
    """A file name from the PD's name, as a person would write it; `ending` has its dot."""
    whole = f"{title} - {name}" if name else title
    kept = one_line("".join(" " if char in FORBIDDEN else char for char in whole))
    return f"{kept[:LONGEST].strip(' .')}{ending}"


def disposition(name: str) -> str:
    """The Content-Disposition of a download (RFC 6266): the name in ASCII and in full."""
    plain = "".join(char if char.isascii() else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
