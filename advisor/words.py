"""The program's own words, in both languages, from `words.yaml`."""

from functools import cache
from importlib.resources import files

import yaml

from advisor.errors import Problem
from advisor.language import Language, Said

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every message by its key: `{key: {"id": …, "en": …}}`."""
    source = files("advisor").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.load(source, Loader=LOADER)
    return words


def word(key: str, language: Language, /, **parameters: object) -> str:
    """The message `key` in one language; a `Text` or `Said` parameter follows the language."""
    shown = {name: _shown(value, language) for name, value in parameters.items()}
    return catalogue()[key][language].format(**shown)


def put(message: Said, language: Language) -> str:
    """A `Said` in words."""
    return word(message.key, language, **dict(message.parameters))


def describe(problem: Problem, language: Language) -> str:
    """One problem as one line: where, what, what to do next."""
    line = f"{problem.place}: {put(problem.message, language)}"
    return f"{line} {put(problem.hint, language)}" if problem.hint else line


def _shown(value: object, language: Language) -> object:
    match value:
        case Said():
            return put(value, language)
        case tuple() | list():
            return ", ".join(str(_shown(item, language)) for item in value)
        case _:
            # A Text; asked for by its method, because its module loads pydantic.
            return value.to(language) if hasattr(value, "to") else value
