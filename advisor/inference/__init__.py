"""From answers to what the rules make of them: evaluator, engine, columns."""
