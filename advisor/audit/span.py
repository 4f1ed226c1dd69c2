"""Several records in a row, in words."""

from advisor.common.language import Said, said


def span(first: int, last: int) -> Said:
    """`records 3 to 7`, `record 3`, or that there is none."""
    if last < first:
        return said("ledger.records-none")
    if first == last:
        return said("ledger.records-one", number=first)
    return said("ledger.records-many", first=first, last=last)
