"""How much a long test tries: a sample in an ordinary run, all of it with `make test-whole`.

What is drawn is drawn from a seed, so that an ordinary run tries always the same. What a document
says of a number is the whole run's.
"""

import os
from typing import TypeVar

N = TypeVar("N")
WHOLE = bool(os.environ.get("IPP_TEST_WHOLE"))


def sampled(*, whole: N, ordinary: N) -> N:
    """What a test tries: so many PDs, files or kills, so many seconds, these widths."""
    return whole if WHOLE else ordinary
