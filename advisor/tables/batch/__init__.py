"""Whole tables of PDs: read strictly, judged in slices, written so that a killed run goes on."""
