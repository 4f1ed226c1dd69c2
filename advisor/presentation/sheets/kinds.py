"""The sheets on a plan: the one place that knows them all."""

HERE = "advisor.presentation.sheets"
KINDS = {
    "head": f"{HERE}.head:head",
    "approval": f"{HERE}.approval:approval",
    "instrument": f"{HERE}.monitoring:instrument",
    "schedule": f"{HERE}.monitoring:schedule",
}
"""By how they are named, with what makes each: `module:function`, Case to Sheet."""
