"""The two languages, and messages put into words only when they are shown."""

from typing import Literal, NamedTuple

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


class Said(NamedTuple):
    """A message of the program itself: a key into `words.yaml` and its parameters."""

    key: str
    parameters: tuple[tuple[str, object], ...] = ()


def shortened(text: str, most: int = 60) -> str:
    """What somebody wrote, as a message repeats it: its beginning, when it is long."""
    return text if len(text) <= most else f"{text[:most]}…"


def encodable(text: str) -> bool:
    """Whether it is text throughout: half of a surrogate pair is no character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def said(key: str, /, **parameters: object) -> Said:
    """Name a message; it is put into words, in one language, only when it is shown."""
    return Said(key, tuple(parameters.items()))
