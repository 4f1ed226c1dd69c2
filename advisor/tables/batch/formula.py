"""Which texts a spreadsheet takes for a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula; some take the wide signs for the others."""


def is_formula(text: str) -> bool:
    """Whether someone meant the text for a formula; a signed number or a dash is none."""
    rest = text[1:].replace(".", "").replace(",", "").strip("-")
    plain = text[:1] in ("+", "-") and (not rest or rest.isdigit())
    return text.startswith(FORMULA_STARTS) and not plain
