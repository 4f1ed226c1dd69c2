"""The rule catalogue: every rule in words, cross-linked, as Markdown and as HTML."""
