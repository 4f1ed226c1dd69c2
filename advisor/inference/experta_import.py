"""The one place that imports experta.

experta 1.9.4 pins frozendict 1.2, which looks for `collections.Mapping`, gone since Python 3.10.
The name is lent while frozendict is imported and taken back at once. Importing experta also calls
`logging.basicConfig()`, which is undone: a library's import must not configure its user's logging.
"""

import collections
import collections.abc
import logging
from typing import Any


def _import() -> Any:
    lent = not hasattr(collections, "Mapping")
    if lent:
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        import frozendict  # noqa: F401
    finally:
        if lent:
            del collections.Mapping  # type: ignore[attr-defined]
    handlers = logging.root.handlers[:]
    import experta

    logging.root.handlers[:] = handlers
    if not hasattr(experta, "KnowledgeEngine"):
        raise ImportError("experta was imported without its KnowledgeEngine")
    return experta


experta = _import()
