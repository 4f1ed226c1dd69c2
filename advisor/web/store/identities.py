"""Accounts of those whom the identity provider lets in; it decides their roles, too."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from advisor.web.security.provider import Person, ProviderError
from advisor.web.store.account_tables import account, identity
from advisor.web.store.accounts import NAME, Account, account_of, end_all, plain
from advisor.web.store.moments import Clock, now, written

NO_PASSWORD = ""


@dataclass(frozen=True)
class Identities:
    """Who has which account."""

    engine: Engine
    clock: Clock = now

    def admit(self, person: Person) -> Account:
        """The person's account, made when there is none, with the role that they have now.

        Another role ends the sign-ins that were begun with the old one. Raises ProviderError for a
        locked account, and for a name that cannot be used or is another account's.
        """
        query = select(account).join(identity, identity.c.account == account.c.id)
        with self.engine.begin() as connection:
            row = connection.execute(query.where(identity.c.key == person.key)).first()
            number = row.id if row else self._add(connection, person)
            if row and row.locked:
                raise ProviderError("locked")
            if row and row.role != person.role:
                end_all(connection, number)
            values = {"role": person.role, "signed_in": written(self.clock())}
            same = account.c.id == number
            connection.execute(update(account).where(same).values(values))
            return account_of(connection.execute(select(account).where(same)).one())

    def _add(self, connection: Connection, person: Person) -> int:
        name = plain(person.name)
        if not NAME.fullmatch(name):
            raise ProviderError("name")
        row = {"name": name, "role": person.role, "password": NO_PASSWORD, "locked": False,
               "created": written(self.clock())}  # fmt: skip
        try:
            number = connection.execute(insert(account).values(row)).inserted_primary_key
        except IntegrityError as error:
            raise ProviderError("taken") from error
        assert number is not None
        connection.execute(insert(identity).values(key=person.key, account=number[0]))
        return int(number[0])
