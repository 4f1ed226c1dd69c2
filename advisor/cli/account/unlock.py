"""`advisor account unlock`: let somebody in again."""

from advisor.cli.account.sharing import changing

command = changing("unlock", lambda kept, name: kept.unlock(name), "account.is-unlocked")
