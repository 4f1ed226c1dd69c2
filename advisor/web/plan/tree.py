"""Trees of sentences for a page: a term named at a sentence's end becomes a link or a note."""

import re
from dataclasses import dataclass

from advisor.explanation.telling.speaker import Outline
from advisor.knowledge.vocabulary import Vocabulary

ENDING = re.compile(r"^(?P<text>.*\S) \[(?P<term>[a-z0-9_]+)\]\.?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Branch:
    """A sentence, the term it names at its end (None without), whether that is asked, and what
    stands below.
    """

    text: str
    term: str | None
    asked: bool
    items: "tuple[Branch, ...]"


def branch(outline: Outline, vocabulary: Vocabulary) -> Branch:
    """The outline as branches."""
    found = ENDING.match(outline.text)
    term = found["term"] if found and found["term"] in vocabulary.all else None
    text = found["text"] if found and term else outline.text
    items = tuple(branch(item, vocabulary) for item in outline.items)
    return Branch(text, term, term in vocabulary.asked, items)
