"""The audit ledger: every consultation recorded, found again, verified and replayed years later."""
