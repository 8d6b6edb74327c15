"""A login of Redis or Valkey (rotation.login has the value's shape): an ACL user, which may have several passwords.

The new password is added, tried, and made current; after the grace the current one is the only one left, and nobody is
refused at any moment. A user that rotates belongs to its entry: passwords that others gave it go with the old one.

A value that names a user and no password is one that waits: its first rotation gives the user its first password.

Who changes it: the superuser that the catalogue names, else the user itself. Where the value names an ElastiCache user
(`user_id`), ElastiCache's API does.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rotation import elasticache, generate, login, redis_server
from rotation.errors import UntestedError
from rotation.strategies.contract import Change, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator


class Redis(Strategy):
    """Two passwords in the overlap."""

    has_grace = True

    def propose(self, change: Change, stray: str | None) -> str:
        current = login.parse(change.current, may_wait=True)
        begun = login.parse(stray) if stray else None
        same_user = begun and begun.username == current.username
        password = begun.password if begun and same_user else generate.password(change.settings)
        return current.with_credentials(current.username, password).text

    def apply(self, change: Change) -> None:
        new = login.parse(change.proposed)
        user_id = new.get("user_id")
        if user_id:
            valid = [*login.with_passwords(change.current), new]
            elasticache.set_passwords(change.services, user_id, [one.password for one in valid])
            return
        with _administrator(change) as client:
            if redis_server.hashed(new.password) not in redis_server.passwords(client, new.username):
                redis_server.add(client, new.username, new.password)
            redis_server.persist(client, new.username)

    def test(self, change: Change) -> None:
        if not redis_server.accepts(change.services, login.parse(change.proposed)):
            raise UntestedError(
                "Redis does not let the new credential in",
                way_out="run setSecret again; if that does not help, see whether the user is on (ACL GETUSER)",
            )

    def rehearse(self, change: Change) -> None:
        current = login.parse(change.current, may_wait=True)
        if user_id := current.get("user_id"):
            if current.waits:
                elasticache.demand(change.services, user_id)
            else:
                login.first_accepted([current], lambda each: redis_server.accepts(change.services, each))
            return
        with _administrator(change) as client:
            redis_server.passwords(client, current.username)

    def retires(self, change: Change) -> bool:
        """Not where a person put another user in place of this one."""
        if change.previous is None:
            return False
        return login.parse(change.previous, may_wait=True).username == login.parse(change.current).username

    def retire(self, change: Change) -> str | None:
        current = login.parse(change.current)
        user_id = current.get("user_id")
        if user_id:
            elasticache.set_passwords(change.services, user_id, [current.password])
            return None
        with _administrator(change) as client:
            if redis_server.passwords(client, current.username) != {redis_server.hashed(current.password)}:
                redis_server.keep_only(client, current.username, current.password)
            redis_server.persist(client, current.username)
        return None


@contextmanager
def _administrator(change: Change) -> Iterator[Any]:
    """A session of whoever may change the user."""
    if login.has_superuser(change):
        who = login.superuser(change, "change the user")
    else:
        ways_in = login.with_passwords(change.current, change.new, change.previous)
        who = login.first_accepted(ways_in, lambda each: redis_server.accepts(change.services, each))
    with redis_server.session(change.services, who) as client:
        yield client


STRATEGY = Redis()
