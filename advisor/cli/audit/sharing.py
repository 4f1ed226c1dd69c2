"""What several audit commands share: filters, the listing, and how lines are printed."""

import sys
import textwrap
from collections.abc import Callable, Iterable
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.cli.bilingual import argument
from advisor.cli.completing import offering
from advisor.cli.inputs import loaded
from advisor.cli.options import language
from advisor.cli.output import print_json, print_rows
from advisor.cli.output_path import OutputPath
from advisor.common.messages import describe, word

if TYPE_CHECKING:
    from advisor.audit.ledger import Ledger
    from advisor.audit.query import Filter
    from advisor.audit.record import Record

F = TypeVar("F", bound=Callable[..., Any])
MOST = 2**63 - 1
"""The largest number SQLite keeps."""
out_option = click.option(
    "-o", "--output", "--out", "out", type=OutputPath(), help="audit.option-out"
)
limit_option = click.option(
    "--limit", type=click.IntRange(0, MOST), default=20, help="audit.option-limit"
)
record_argument = argument("record", type=click.IntRange(1, MOST))


def _given(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """What was given, which must say something: an empty text would look for everything."""
    given = value if isinstance(value, tuple) else (value,) if value is not None else ()
    if not all(text.strip() for text in given):
        ctx.fail(word("audit.empty-filter", language(), option=param.opts[0]))
    return value


def _filter(name: str, *names: str, **options: Any) -> Callable[[F], F]:
    return click.option(name, *names, callback=_given, **options)


def filter_options(function: F) -> F:
    """What to look for."""
    options = (
        _filter("--from", "since", metavar="DATE", help="audit.option-from"),
        _filter("--before", metavar="DATE", help="audit.option-before"),
        _filter("--pd", metavar="NAME", help="audit.option-pd"),
        _filter("--who", metavar="TEXT", help="audit.option-who"),
        _filter(
            "--step",
            "steps",
            multiple=True,
            help="audit.option-step",
            shell_complete=offering("step"),
        ),
        _filter(
            "--rule",
            "rules",
            multiple=True,
            help="audit.option-rule",
            shell_complete=offering("rule"),
        ),
        _filter("--term", "terms", multiple=True, metavar="TERM=VALUE", help="audit.option-term"),
    )
    for option in reversed(options):
        function = option(function)
    return function


def list_records(book: "Ledger", filter: "Filter", layout: str, limit: int) -> None:
    """Find and print. Raises DamagedError in the end for records that cannot be read."""
    from advisor.audit.query import find, refuse_reversed
    from advisor.audit.record import apart

    refuse_reversed(filter)
    records, damaged = apart(find(book, filter, limit or None))
    _print_records(records, layout, limit)
    warn_of_unknown_names(book, filter)
    if damaged:
        raise damaged


def _print_records(records: "list[Record]", layout: str, limit: int) -> None:
    """Records as a table or as JSON, and whether there may be more of them."""
    from advisor.audit.wording import personal, record_json, result
    from advisor.common.time_zone import chosen_zone

    lang = language()
    if layout == "json":
        print_json([record_json(record) for record in records])
        return
    if not records:
        click.echo(word("audit.none", lang))
        return
    zone = chosen_zone()
    heads = [f"audit.{name}" for name in ("number", "time", "pd", "who", "result", "version")]
    rows = (
        (
            str(record.number), zone.written(record.time),
            personal(record, "pd", lang), personal(record, "who", lang), result(record, lang),
            record.body.get("knowledge", {}).get("version", ""),
        )
        for record in records
    )  # fmt: skip
    print_rows(heads, rows, lang, unbroken=("audit.time",))
    if limit and len(records) == limit:
        click.echo(word("audit.more", lang, shown=limit))


def warn_of_unknown_names(book: "Ledger", filter: "Filter") -> None:
    """On standard error, the names in a search that nothing answers to."""
    from advisor.audit.query import unknown_names

    for problem in unknown_names(book, filter, loaded):
        click.echo(describe(problem, language()), err=True)


def print_lines(lines: Iterable[str]) -> None:
    """Lines of text; on a terminal, long ones go on below their own beginning."""
    width = get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in lines:
        click.echo(_wrapped(line, width) if width else line)


def _wrapped(line: str, width: int) -> str:
    hang = " " * (len(line) - len(line.lstrip(" -")) + 2 * (not line.lstrip().startswith("-")))
    return textwrap.fill(line, width, subsequent_indent=hang, replace_whitespace=False)
