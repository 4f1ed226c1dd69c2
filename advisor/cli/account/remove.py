"""`advisor account remove`: remove an account; its sign-ins end."""

from advisor.cli.account.sharing import changing

command = changing("remove", lambda kept, name: kept.remove(name), "account.removed")
