"""`advisor account unpair`: ask an account for no second factor any more."""

from advisor.cli.account.sharing import changing

command = changing("unpair", lambda kept, name: kept.unpair(name), "account.is-unpaired")
