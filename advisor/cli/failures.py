"""Errors as a user sees them: one clear message and an exit code, never a traceback."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from advisor.cli.click_translation import translated
from advisor.cli.options import language, placed
from advisor.common import os_errors
from advisor.common.errors import AdvisorError, DisagreementError
from advisor.common.messages import describe, word

BAD_INPUT, OUR_FAULT = 1, 3


class Failure(click.ClickException):
    """Bad input, shown in the user's language."""

    exit_code = BAD_INPUT

    def show(self, file: Any = None) -> None:
        """Print to standard error, nothing added."""
        click.echo(self.message, file=file or sys.stderr)


class Fault(Failure):
    """A fault of the program itself."""

    exit_code = OUR_FAULT


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turns whatever goes wrong inside into a Failure or a Fault.

    With IPP_ADVISOR_DEBUG set, an unexpected exception is left alone, for whoever debugs it.
    """
    try:
        yield
    except AdvisorError as error:
        lines = [describe(placed(problem), language()) for problem in error.problems]
        raise Failure("\n".join(lines)) from error
    except DisagreementError as error:
        raise Fault(word("cli.disagreement", language(), detail=str(error))) from error
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        reason = os_errors.reason(error)
        where = error.filename or "-"
        raise Failure(word("cli.system", language(), where=where, reason=reason)) from error
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        if os.environ.get("IPP_ADVISOR_DEBUG"):
            raise
        detail = f"{type(error).__name__}: {error}"
        raise Fault(word("cli.our-fault", language(), detail=detail)) from error


def exit_code(run: Callable[[], int | None]) -> int:
    """Run the program, say what went wrong, if anything, and give the code to end with.

    Output that cannot be written is bad input like any other; where the message cannot be written
    either, the code alone tells.
    """
    code, tell = BAD_INPUT, _tell_nothing
    try:
        with clear_errors():
            code = run() or 0
            sys.stdout.flush()
    except click.ClickException as error:
        code, tell = error.exit_code, error.show
    except click.Abort:
        tell = _tell_aborted
    except OSError:
        code = BAD_INPUT  # Whoever read our output has gone.
    with suppress(OSError):
        tell()
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    return code


def _tell_nothing() -> None:
    pass


def _tell_aborted() -> None:
    click.echo(translated("Aborted!"), err=True)


def _let_go(stream: Any) -> None:
    """Drop what a stream cannot write: Python would try again at its end, and complain."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
