"""`advisor account password`: give an account another password."""

from advisor.cli.account.sharing import changing, new_password

command = changing(
    "password", lambda kept, name: kept.set_password(name, new_password()), "account.set"
)
