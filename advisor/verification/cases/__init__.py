"""Whole consultations with the advice expected of them: reading, running, measuring, proposing."""
