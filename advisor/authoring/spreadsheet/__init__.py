"""The rule base as decision tables in a workbook, one sheet a topic, and back."""
