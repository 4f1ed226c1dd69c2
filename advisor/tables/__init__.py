"""Whole tables of PDs: advice for every row, and what a policy would change."""
