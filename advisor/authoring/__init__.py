"""Changing a rule base: each change is made whole or not at all, and leaves a base that loads."""
