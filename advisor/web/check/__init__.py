"""The public check of papers: whoever holds one sees what became of its record."""
