"""Exact verification of a rule base over all answer combinations (needs the extra `verify`).

>>> from advisor import load
>>> from advisor.verify import verify
>>> verify(load()).problems
()
"""

from advisor.verify.deep import Verification, verify
from advisor.verify.relevance import ExactRelevance

__all__ = ["ExactRelevance", "Verification", "verify"]
