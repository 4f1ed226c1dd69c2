"""IPP Advisor: a rule-based advisory system on public-service innovation."""

__version__ = "1.0.0"
