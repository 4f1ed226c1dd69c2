"""Where the items of one column stand: as near as possible to where they would like to be."""

from collections.abc import Sequence
from itertools import pairwise


def placed(wanted: Sequence[float], heights: Sequence[float], gap: float) -> list[float]:
    """Centres in the given order, `gap` apart at least, with the least squared displacement.

    With the distances taken out, the order is all that is left to keep: an isotonic regression,
    solved by pooling adjacent violators (Ayer et al. 1955).
    """
    offsets = [0.0]
    for above, below in pairwise(heights):
        offsets.append(offsets[-1] + (above + below) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        mean, count = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        pools.append((mean, count))
    flat = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(flat, offsets, strict=False)]
