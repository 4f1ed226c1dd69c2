"""What several commands share: the knowledge, the facts, the layout, and a console."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.cli.failures import BAD_INPUT
from advisor.cli.options import base_folder

if TYPE_CHECKING:
    from rich.console import Console

    from advisor.advice.facts import Facts
    from advisor.follow_up.filled import Filled, Since
    from advisor.knowledge.knowledge import Knowledge
    from advisor.knowledge.vocabulary import Vocabulary
    from advisor.teaching.lesson import Lesson

F = TypeVar("F", bound=Callable[..., Any])
STANDARD_INPUT = "-"


class Layout(click.Choice[str]):
    """The forms of an output. What people read is `text` everywhere; its earlier names still do."""

    EARLIER = ("table", "steps")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The form's name; an earlier name of the text is taken for it."""
        return super().convert("text" if value in self.EARLIER else value, param, ctx)


def format_option(*more: str) -> Callable[[F], F]:
    """`--format` with `text` (the default), `json` and more."""
    return click.option(
        "--format", "layout", type=Layout(["text", "json", *more]), default="text",
        help="cli.option-format",
    )  # fmt: skip


def loaded() -> "Knowledge":
    """The knowledge base: the shipped one, or the one that `--knowledge` names."""
    from advisor.knowledge.loader import load

    folder = named_folder()
    if folder is None:
        return load()
    knowledge = load(folder / "rules", folder / "knowledge")
    places = {name: (str(folder / at), line) for name, (at, line) in knowledge.places.items()}
    return replace(knowledge, places=places)


def named_folder() -> Path | None:
    """The folder that `--knowledge` names, if any. Raises AdvisorError when there is none such."""
    folder = base_folder()
    if folder and not folder.is_dir():
        from advisor.common.errors import AdvisorError, Problem
        from advisor.common.language import said

        raise AdvisorError([Problem(str(folder), None, said("load.no-folder"))])
    return folder


def lessons(knowledge: "Knowledge") -> "tuple[Lesson, ...]":
    """The lessons that come with the knowledge base; none is no error."""
    from advisor.common.locations import knowledge_folder
    from advisor.teaching.lesson_files import read_lessons

    folder = base_folder()
    return read_lessons(knowledge, folder / "knowledge" if folder else knowledge_folder())


def facts_from(vocabulary: "Vocabulary", source: str, changes: tuple[str, ...] = ()) -> "Facts":
    """Facts from a file or, for `-`, from standard input, with `term=value` changes applied."""
    from advisor.advice.facts import parse_changes, parse_facts, read_facts
    from advisor.knowledge.yaml_reader import MAX_BYTES

    if source == STANDARD_INPUT:
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
        facts = parse_facts(vocabulary, content, "<stdin>")
    else:
        facts = read_facts(vocabulary, Path(source))
    return facts.changed(parse_changes(vocabulary, changes))


def filled_plan(knowledge: "Knowledge", path: Path, since: "Since | None" = None) -> "Filled":
    """A plan's workbook that an office filled in. Raises AdvisorError."""
    from advisor.cli.extras import need_workbooks

    need_workbooks()
    from advisor.follow_up.filled import read_filled
    from advisor.follow_up.workbook import MOST_BYTES
    from advisor.knowledge.yaml_reader import read_bytes

    content = read_bytes(path, str(path), MOST_BYTES)
    return read_filled(content, str(path), knowledge, since or (lambda _: None))


def end_as_advised(status: str) -> None:
    """After all is shown, end as `advisor advise` would: contradictory answers are bad input."""
    if status == "contradictory":
        click.get_current_context().exit(BAD_INPUT)


def console() -> "Console":
    """A console on standard output; plain text when that is not a terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else 100
    return Console(width=width, highlight=False, markup=False, soft_wrap=False)
