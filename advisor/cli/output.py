"""Prints an Advice in the layout asked for."""

import json
import sys
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.inputs import console
from advisor.common.language import Language
from advisor.common.messages import word

if TYPE_CHECKING:
    from advisor.advice.advice import Advice
    from advisor.knowledge.knowledge import Knowledge


def print_advice(knowledge: "Knowledge", advice: "Advice", layout: str, language: Language) -> None:
    """Print as `table`, `json` or `markdown`."""
    from advisor.presentation.view import plan_view

    if layout == "json":
        print_json(advice.as_json())
        return
    plan = plan_view(knowledge, advice, language)
    if layout == "markdown":
        from advisor.presentation.markdown import plan_markdown

        click.echo(plan_markdown(plan, language), nl=False)
    else:
        from advisor.presentation.table import print_plan

        print_plan(console(), plan, language)


def print_rows(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    language: Language,
    unbroken: Container[str] = (),
) -> None:
    """Print a table below the messages of these keys; every cell is shown as it is, those below
    `unbroken` ones on one line.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for key in heads:
        table.add_column(word(key, language), overflow="fold", no_wrap=key in unbroken)
    for row in rows:
        table.add_row(*map(Text, row))
    console().print(table)


def print_json(content: object) -> None:
    """Print JSON, indented, in UTF-8 whatever the terminal's own encoding."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.buffer.write(text.encode())


def write_text(text: str, output: Path | None) -> None:
    """Write text in UTF-8 to a file, as a whole, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(text.encode())
    else:
        from advisor.common.files import write_atomically

        write_atomically(output, text)
