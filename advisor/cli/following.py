"""A progress bar on a terminal; silence elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def following(title: str, stopped: str = "") -> Iterator[Callable[[int, int], None]]:
    """Give a function to call with how much is done and how much there is.

    When the user stops the run, `stopped` is said.
    """
    from rich.console import Console
    from rich.progress import Progress

    progress = Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    )
    task = progress.add_task(title, total=None)
    try:
        with progress:
            yield lambda done, size: progress.update(task, completed=done, total=size)
    except KeyboardInterrupt:
        click.echo(stopped, err=True)
        raise
