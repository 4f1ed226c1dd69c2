"""`advisor account lock`: keep somebody out; the sign-ins end."""

from advisor.cli.account.sharing import changing

command = changing("lock", lambda kept, name: kept.lock(name), "account.is-locked")
