"""A text of the knowledge base in both languages."""

from pydantic import BaseModel, ConfigDict, Field

from advisor.common.language import Language


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
