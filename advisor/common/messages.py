"""The program's own words, in both languages, from `messages/<topic>.yaml`.

A key is `<topic>.<name>`. A topic's file is read when its first message is shown, so that a new
capability with its own topic costs the others nothing at start-up.
"""

from functools import cache
from importlib.resources import files

import yaml

from advisor.common.errors import Problem
from advisor.common.language import LANGUAGES, Language, Said

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER = files("advisor.common").joinpath("messages")


@cache
def topic(name: str) -> dict[str, dict[str, str]]:
    """Every message of one topic by its whole key: `{key: {"id": …, "en": …}}`."""
    source = _FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = yaml.load(source, Loader=LOADER)
    return words


def catalogue() -> dict[str, dict[str, str]]:
    """Every message of every topic, by key."""
    names = sorted(file.name for file in _FOLDER.iterdir() if file.name.endswith(".yaml"))
    return {key: text for name in names for key, text in topic(name.removesuffix(".yaml")).items()}


def word(key: str, language: Language, /, **parameters: object) -> str:
    """The message `key` in one language; a `Text` or `Said` parameter follows the language."""
    shown = {name: _shown(value, language) for name, value in parameters.items()}
    return topic(key.partition(".")[0])[key][language].format(**shown)


def number(value: int, language: Language) -> str:
    """A number with its thousands set apart, as the language does."""
    text = int.__format__(value, ",")
    return text.replace(",", ".") if language == "id" else text


class _Number(int):
    """A number in a message.

    `{count:step|steps}` agrees with its word: `1 step`, `2,000 steps`; `{count:,}` sets thousands
    apart; `{number}` is what a thing is called by, and stays as it is typed.
    """

    language: Language

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar and spec != ",":
            return int.__format__(self, spec)
        text = number(self, self.language)
        return f"{text} {one if self == 1 else many}" if bar else text


def put(message: Said, language: Language) -> str:
    """A `Said` in words."""
    return word(message.key, language, **dict(message.parameters))


def in_both(message: Said) -> dict[str, str]:
    """A `Said` in words of each language, as JSON shows it."""
    return {language: put(message, language) for language in LANGUAGES}


def problem_json(problem: Problem) -> dict[str, object]:
    """`{"where", "line", "message", "todo"}`, the last two in both languages."""
    return {
        "where": problem.where,
        "line": problem.line,
        "message": in_both(problem.message),
        "todo": in_both(problem.hint) if problem.hint else None,
    }


def describe(problem: Problem, language: Language) -> str:
    """One problem as one line: where, what, what to do next."""
    line = f"{problem.place}: {put(problem.message, language)}"
    return f"{line} {put(problem.hint, language)}" if problem.hint else line


def _shown(value: object, language: Language) -> object:
    match value:
        case Said():
            return put(value, language)
        case int() if not isinstance(value, bool):
            shown = _Number(value)
            shown.language = language
            return shown
        case tuple() | list():
            return ", ".join(str(_shown(item, language)) for item in value)
        case _:
            # A Text; asked for by its method, because its module loads pydantic.
            return value.to(language) if hasattr(value, "to") else value
