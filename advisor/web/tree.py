"""Trees of sentences for a page: what a sentence names at its end becomes a link or a note."""

import re
from dataclasses import dataclass

from advisor.explanation.telling.speaker import Outline
from advisor.knowledge.knowledge import Knowledge

ENDING = re.compile(r"^(?P<text>.*\S) \[(?P<name>[a-z0-9_-]+)\]\.?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Branch:
    """A sentence, the term it names at its end (None without), whether that is asked, what stands
    below, and the step it names instead of a term.
    """

    text: str
    term: str | None
    asked: bool
    items: "tuple[Branch, ...]"
    step: str | None = None


def branch(outline: Outline, knowledge: Knowledge) -> Branch:
    """The outline as branches."""
    found = ENDING.match(outline.text)
    name = found["name"] if found else ""
    term = name if name in knowledge.vocabulary.all else None
    step = name if name in knowledge.steps and not term else None
    text = found["text"] if found and (term or step) else outline.text
    items = tuple(branch(item, knowledge) for item in outline.items)
    return Branch(text, term, term in knowledge.vocabulary.asked, items, step)
