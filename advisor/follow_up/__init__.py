"""The life of a plan after it was given: what the office notes on it, and what becomes of it."""
