"""Many rows, a portion at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")


def portions(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of this size, the last one shorter."""
    left = iter(rows)
    while portion := list(islice(left, size)):
        yield portion
