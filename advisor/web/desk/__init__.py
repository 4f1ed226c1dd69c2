"""The audit desk: signing in, accounts, and everything that shows the ledger."""
