"""The two languages, bilingual texts, and messages put into words only when they are shown."""

from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

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


class Text(BaseModel):
    """One text in both languages; never empty."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def to(self, language: Language) -> str:
        """The text in one language."""
        return self.id if language == "id" else self.en

    def map(self, /, **parts: "Text") -> "Text":
        """Fill `{name}` placeholders in each language with that language's part."""
        return Text(
            id=self.id.format(**{name: part.id for name, part in parts.items()}),
            en=self.en.format(**{name: part.en for name, part in parts.items()}),
        )

    def as_json(self) -> dict[str, str]:
        """`{"id", "en"}`."""
        return {"id": self.id, "en": self.en}
