"""What the shell offers for a word that is not whole yet: the names that the knowledge base has."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from advisor.cli.bilingual import argument
from advisor.cli.inputs import lessons, loaded
from advisor.common.errors import AdvisorError

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge

Offer = Callable[[click.Context, click.Parameter, str], list[str]]


def offering(*kinds: str) -> Offer:
    """Completes to names of these kinds, keys of `NAMES`; a base that can't be read offers none."""

    def offer(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        try:
            knowledge = loaded()
            names = [name for kind in kinds for name in NAMES[kind](knowledge)]
        except AdvisorError:
            return []
        return [name for name in names if name.startswith(incomplete)]

    return offer


def _answers(knowledge: "Knowledge") -> Iterator[str]:
    from advisor.knowledge.vocabulary import written

    for name, term in knowledge.vocabulary.asked.items():
        yield from (f"{name}={written(value)}" for value in (*term.values, None))


NAMES: dict[str, Callable[["Knowledge"], "Iterator[str]"]] = {
    "rule": lambda knowledge: iter(knowledge.rule),
    "step": lambda knowledge: iter(knowledge.steps),
    "topic": lambda knowledge: (topic.name for topic in knowledge.vocabulary.topics),
    "term": lambda knowledge: iter(knowledge.vocabulary.asked),
    "finding": lambda knowledge: (term.name for term in knowledge.vocabulary.derived),
    "answer": _answers,
    "lesson": lambda knowledge: (lesson.id for lesson in lessons(knowledge)),
}
"""The names of each kind, in the base's own order."""


def _files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(incomplete, type="file")]


file_argument = argument("file", shell_complete=_files)
changes_option = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="TERM=VALUE",
    help="cli.option-set",
    shell_complete=offering("answer"),
)
