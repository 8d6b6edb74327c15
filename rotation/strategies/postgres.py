"""A login of PostgreSQL (rotation.login has the value's shape).

**Alternating** (`alternating: true`, with a superuser): two roles take turns, NAME and NAME_clone. The new password is
set on the one that nobody uses, tried, and made current; nobody is refused at any moment. NAME_clone is created as a
member of NAME that acts as NAME. After the grace the role that is out of use has no password any more.

**Single user**: PostgreSQL keeps one password a role, so there is a moment in which the store and the server differ.
setSecret and testSecret therefore only rehearse the change, in a transaction that is rolled back; finishSecret makes
it, tries it, and moves AWSCURRENT right after. A client that is refused in these milliseconds and reads the value again
before it tries again, as AWS's caching clients do, gets in. One that fails the test has its old password put back.

**The first password**: a value that names a user and no password is one that waits. Its first rotation has a superuser
make the user, give it the database that nobody but the superuser owns yet, and set its password. Nobody is refused: no
one could log in before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotation import generate, login, postgres_server
from rotation.errors import RefusedError, UntestedError, ValueShapeError
from rotation.login import CLONE, Login
from rotation.strategies.contract import Change, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Postgres(Strategy):
    """Both ways; the secret's settings say which."""

    has_grace = True

    def propose(self, change: Change, stray: str | None) -> str:
        current = login.parse(change.current, may_wait=True)
        username = current.username if current.waits else _next_username(change, current)
        begun = login.parse(stray) if stray else None
        password = begun.password if begun and begun.username == username else generate.password(change.settings)
        return current.with_credentials(username, password).text

    def apply(self, change: Change) -> None:
        new = login.parse(change.proposed)
        if _is_single(change, new):
            _rehearse(change, new)
            return
        with postgres_server.alone(change.services, _superuser(change), new.username) as connection:
            if login.parse(change.current, may_wait=True).waits:
                postgres_server.create_owner(connection, new.username, new.dbname)
            elif not postgres_server.exists(connection, new.username):
                postgres_server.create_twin(connection, new.username, of=new.other_username)
            postgres_server.set_password(connection, new.username, new.password)

    def test(self, change: Change) -> None:
        new = login.parse(change.proposed)
        if _is_single(change, new):
            _rehearse(change, new)
        elif not postgres_server.accepts(change.services, new):
            raise _untested("run setSecret again; if that does not help, see whether pg_hba.conf lets the user in")

    def rehearse(self, change: Change) -> None:
        ways_in = login.with_passwords(change.current)
        if change.settings.alternating or not ways_in:
            ways_in.append(_superuser(change))
        for way_in in ways_in:
            with postgres_server.session(change.services, way_in) as connection:
                connection.run("select 1")

    def switch(self, change: Change) -> None:
        new = login.parse(change.proposed)
        if not _is_single(change, new):
            self.test(change)
        elif not postgres_server.accepts(change.services, new):
            _change_own_password(change, new)

    def retires(self, change: Change) -> bool:
        """Only of a pair: a user that a person put in place of another is not ours to lock out."""
        if change.previous is None or not change.settings.alternating:
            return False
        return login.parse(change.previous, may_wait=True).username == login.parse(change.current).other_username

    def retire(self, change: Change) -> str | None:
        out_of_use = login.parse(change.current).other_username
        with postgres_server.alone(change.services, _superuser(change), out_of_use) as connection:
            postgres_server.remove_password(connection, out_of_use)
        return None


def _is_single(change: Change, new: Login) -> bool:
    """Whether the password is changed that is in use now: there is a moment in which store and server differ."""
    current = login.parse(change.current, may_wait=True)
    return not current.waits and new.username == current.username


def _next_username(change: Change, current: Login) -> str:
    if not change.settings.alternating:
        return current.username
    if len((current.username + CLONE).encode()) > postgres_server.MAX_NAME_BYTES:
        raise ValueShapeError("the user's name leaves no room for _clone", way_out="use a name of at most 57 bytes")
    return current.other_username


def _superuser(change: Change) -> Login:
    return login.superuser(change, "make a user, or let two take turns")


def _ways_in(change: Change, new: Login) -> Iterator[Login]:
    yield login.parse(change.current)
    yield new
    yield from login.with_passwords(change.previous)


def _way_in(change: Change, new: Login) -> Login:
    """Who is to change the password: the user itself where the server knows one of its passwords."""
    try:
        return login.first_accepted(_ways_in(change, new), lambda each: postgres_server.accepts(change.services, each))
    except RefusedError:
        if not login.has_superuser(change):
            raise
        return _superuser(change)


def _rehearse(change: Change, new: Login) -> None:
    """Change the password and take it back before anybody sees it."""
    who = _way_in(change, new)
    with postgres_server.alone(change.services, who, new.username, keep=False) as connection:
        postgres_server.set_password(connection, new.username, new.password)


def _change_own_password(change: Change, new: Login) -> None:
    """The moment in which store and server differ begins here, and ends when AWSCURRENT has moved."""
    way_in = _way_in(change, new)
    with postgres_server.session(change.services, way_in) as connection:
        with postgres_server.transaction(connection, new.username):
            postgres_server.set_password(connection, new.username, new.password)
        works = False
        try:
            works = postgres_server.accepts(change.services, new)
        finally:
            # Also where the test can't be made: this connection is still open, the next one may not be let in.
            if not works:
                with postgres_server.transaction(connection, new.username):
                    old = way_in if way_in.username == new.username else login.parse(change.current)
                    postgres_server.set_password(connection, new.username, old.password)
    if not works:
        raise _untested("the old password is in force again; see whether pg_hba.conf asks for scram-sha-256")


def _untested(way_out: str) -> UntestedError:
    return UntestedError("PostgreSQL does not let the new credential in", way_out=way_out)


STRATEGY = Postgres()
