"""Are the rules right: cases, faults planted on purpose, and proofs over all answers."""
