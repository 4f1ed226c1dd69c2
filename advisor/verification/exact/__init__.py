"""Exact verification of a rule base over all answer combinations (needs the extra `verify`).

>>> from advisor import load
>>> from advisor.verification.exact import verify
>>> verify(load()).problems
()
"""

from advisor.verification.exact.deep import ExactRelevance, Verification, verify

__all__ = ["ExactRelevance", "Verification", "verify"]
