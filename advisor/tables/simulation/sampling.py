"""How surely a drawn population tells: 95 % intervals of shares and of paired differences."""

from math import sqrt
from typing import NamedTuple

Z = 1.959963984540054
"""The standard normal's 97.5th percentile."""


class Interval(NamedTuple):
    """A 95 % interval of a share or of a difference of shares (1 is all PDs)."""

    low: float
    high: float


def share_interval(count: int, size: int) -> Interval:
    """Wilson's score interval; honest also at 0 and at `size`."""
    if not size:
        return Interval(0.0, 1.0)
    share, square = count / size, Z * Z / size
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / size + square / (4 * size)) / (1 + square)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def standard_error(lost: int, gained: int, size: int) -> float:
    """The standard error of (gained - lost) / size, the same PDs seen before and after."""
    if not size:
        return 0.0
    mean = (gained - lost) / size
    return sqrt(max(0.0, (gained + lost) / size - mean * mean) / size)


def change_interval(lost: int, gained: int, size: int) -> Interval:
    """Agresti and Min's interval (2005) of a paired difference: half a PD more in each cell."""
    whole, away, won = size + 2, lost + 0.5, gained + 0.5
    middle = (won - away) / whole
    half = Z * sqrt(won + away - (won - away) ** 2 / whole) / whole
    return Interval(max(-1.0, middle - half), min(1.0, middle + half))
