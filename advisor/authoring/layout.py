"""The one layout of a rule file: order of keys, indentation, quotes, line breaks."""

import re
from typing import Any

import yaml

WIDTH = 100
ORDER: dict[str, tuple[str, ...]] = {
    "rule": (
        "id",
        "title",
        "status",
        "since",
        "kind",
        "replaced_by",
        "why",
        "sources",
        "when",
        "then",
        "examples",
        "waivers",
    ),
    "text": ("id", "en"),
    "when": ("all", "any", "unless"),
    "then": ("conclude", "advise", "urgency", "message"),
    "example": ("name", "given", "expect"),
    "waiver": ("problem", "reason"),
}
_TEXTS = ("title", "why", "message", "name", "reason")
_ENTRIES = {"examples": "example", "waivers": "waiver"}
_BREAK = re.compile(r"(?<=[^ ]) (?=[^ ])")


def rule_yaml(data: dict[str, Any], header: str | None = None) -> str:
    """The text of a rule file that holds `data`, as the reader gives it; `header` comes first."""
    lines = [header] if header else []
    return "\n".join([*lines, *_mapping(data, "rule", 0)]) + "\n"


def _mapping(data: dict[str, Any], kind: str, indent: int) -> list[str]:
    known = ORDER.get(kind, tuple(data))
    return [line for key in known if key in data for line in _entry(key, data[key], kind, indent)]


def _entry(key: str, value: Any, kind: str, indent: int) -> list[str]:
    start = f"{' ' * indent}{_scalar(key)}:"
    match value:
        case str():
            return _text(start, value, indent, quoted=(kind, key) == ("rule", "since"))
        case _ if not value:
            return [f"{start} {'[]' if isinstance(value, list) else '{}'}"]
        case dict():
            flow = f"{start} {_flow(value)}" if key == "given" and kind == "example" else ""
            if flow and len(flow) <= WIDTH:
                return [flow]
            return [start, *_mapping(value, _inside(kind, key), indent + 2)]
        case _ if key in _ENTRIES:
            items = (_mapping(item, _ENTRIES[key], indent + 4) for item in value)
            return [start, *(line for item in items for line in _item(item, indent + 2))]
        case _:
            flow = f"{start} [{', '.join(_scalar(item, flow=True) for item in value)}]"
            blocks = [f"{' ' * (indent + 2)}- {_scalar(item)}" for item in value]
            return [flow] if len(flow) <= WIDTH else [start, *blocks]


def _inside(kind: str, key: str) -> str:
    if kind == "rule" and key in ("when", "then"):
        return key
    return "text" if key in _TEXTS and kind not in ("when", "lines") else "lines"


def _item(lines: list[str], indent: int) -> list[str]:
    return [f"{' ' * indent}- {lines[0].lstrip(' ')}", *lines[1:]]


def _flow(data: dict[str, str]) -> str:
    pairs = (f"{_scalar(k, flow=True)}: {_scalar(v, flow=True)}" for k, v in data.items())
    return "{" + ", ".join(pairs) + "}"


def _text(start: str, text: str, indent: int, quoted: bool) -> list[str]:
    """One line when it fits, else folded; what folding would change stays in quotes."""
    line = f"{start} {_quoted(text) if quoted else _scalar(text)}"
    if len(line) <= WIDTH or not _foldable(text):
        return [line]
    return [f"{start} >-", *_folded(text, indent + 4)]


def _folded(text: str, indent: int) -> list[str]:
    lines, line = [], ""
    for word in _BREAK.split(text):
        if line and indent + len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [" " * indent + item for item in (*lines, line)]


def _foldable(text: str) -> bool:
    return text == text.strip() and text.isprintable()


def _scalar(text: str, flow: bool = False) -> str:
    return text if _plain(text, flow) else _quoted(text)


def _plain(text: str, flow: bool) -> bool:
    """Whether the text, without quotes, is read as itself, as a key and as a value."""
    if not text.isprintable():
        return False
    probe = f"{{{text}: {text}}}" if flow else f"{text}: {text}"
    try:
        return bool(yaml.load(probe, Loader=yaml.BaseLoader) == {text: text})
    except yaml.YAMLError:
        return False


def _quoted(text: str) -> str:
    """In double quotes, on one line, with escapes where a character could be lost."""
    shown: str = yaml.dump(
        text, default_style='"', allow_unicode=True, width=float("inf"), Dumper=yaml.SafeDumper
    )
    return shown.removesuffix("\n")
