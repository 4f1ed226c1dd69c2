"""Exact verification of a rule base over all answer combinations (needs the extra `verify`)."""
