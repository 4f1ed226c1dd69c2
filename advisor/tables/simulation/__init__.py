"""Policy questions on a population of PDs: what would change, for how many, and how surely."""
