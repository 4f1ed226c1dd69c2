"""Options that every command takes: the language and the knowledge base."""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from advisor.common.errors import Problem
from advisor.common.language import LANGUAGES, Language

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGE_VARIABLE, BASE_VARIABLE = "IPP_ADVISOR_LANG", "IPP_ADVISOR_KNOWLEDGE"
_language: list[Language] = ["id"]
_base: list[Path | None] = [None]


def language() -> Language:
    """The language chosen for this run."""
    return _language[0]


def hear_language(arguments: Sequence[str]) -> None:
    """Take the language from the arguments now: help is shown before later options are read."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if not equals:
            value = next(iter(arguments[position + 1 :]), "")
        if name == "--lang" and value in LANGUAGES:
            _language[0] = value


def begin() -> None:
    """Begin a run: nothing chosen but the environment's language, for what is said before any
    option is read.
    """
    _language[0], _base[0] = "id", None
    hear_language(["--lang", os.environ.get(LANGUAGE_VARIABLE, "")])


def base_folder() -> Path | None:
    """The folder of another knowledge base, if one was named."""
    return _base[0]


def placed(problem: Problem) -> Problem:
    """The problem, with a file of the base that `--knowledge` names called by its whole path.

    The shipped base has files of the same names.
    """
    folder = base_folder()
    if folder and not Path(problem.where).is_absolute() and (folder / problem.where).is_file():
        return replace(problem, where=str(folder / problem.where))
    return problem


def common_options(function: F) -> F:
    """`--lang` and `--knowledge`, accepted before and after the command's name."""
    lang = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        envvar=LANGUAGE_VARIABLE,
        is_eager=True,
        expose_value=False,
        callback=_choose_language,
        help="cli.option-lang",
    )
    knowledge = click.option(
        "--knowledge",
        type=click.Path(path_type=Path),
        metavar="DIR",
        envvar=BASE_VARIABLE,
        expose_value=False,
        callback=_choose_base,
        help="cli.option-knowledge",
    )
    return lang(knowledge(function))


def _choose_language(ctx: click.Context, param: click.Parameter, value: Language | None) -> None:
    if value and not _overruled(ctx, param):
        _language[0] = value


def _choose_base(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    if value and not _overruled(ctx, param):
        _base[0] = value


def _overruled(ctx: click.Context, param: click.Parameter) -> bool:
    """Whether a value from the environment comes after one that was given before the command."""
    source = ctx.get_parameter_source(param.name or "")
    return source is ParameterSource.ENVIRONMENT and ctx.parent is not None
